/**
 * Lines that go on with the record before them: stack traces, and what is indented below a line.
 *
 * ```
 * 2026-05-01 10:00:00,123 ERROR boom          Java, .NET, Node: "at" below, "Caused by:" between
 * java.lang.IllegalStateException: x
 *         at a.b.C(C.java:1)
 * Traceback (most recent call last):          Python: indented, and the line that ends it
 * panic: boom                                 Go: "goroutine 1 [running]:", calls and their places
 * app.rb:3:in 'pay': boom (RuntimeError)      Ruby: "from" below
 * ```
 *
 * What decides is the line itself, and whether a line is known to be a record: below an unread line, only
 * what has the form of a trace joins.
 */

/** A record of more lines or characters ends there: the next line begins another. */
export const JOINED_LINES_MAX = 1024;
export const JOINED_CHARS_MAX = 256 * 1024;

const FRAME = /^[ \t]+(?:at |File "|from |\.{3} ?\d+ |--- End of |---> )/;
const LINK =
  /^(?:[ \t]*(?:Caused by|Suppressed): |[ \t]*---> |[ \t]*--- End of |Traceback \(most recent call last\):|During handling of the above|The above exception was|goroutine \d{1,10} \[|\[signal |created by |exit status \d)/;
const THROWN =
  /^(?:Exception in thread |Unhandled exception\. ?|Uncaught )?(?:[\w$]{1,80}\.){0,12}[\w$]{0,80}(?:Error|Exception|Throwable|Failure|Fault)\b/;
const GO_CALL = /^[\w.\/*()\[\]{}-]{1,200}\([^\r\n]{0,400}\)$/;
/** The line that ends a traceback of Python: the name of what was raised. */
const RAISED = /^[A-Za-z_][\w.]{0,160}(?::|$)/;
const TRACEBACK = "Traceback (most recent call last):";
const LOOKED_AT_CHARS_MAX = 512;
const AT = /^[ \t]+(?:at |\.{3} ?\d+ )/;

export interface Continuation {
  /** Begins with a record's first line: whether its form is known, and whether it has a time. */
  begin(first: string, isRead: boolean, isTimed: boolean): void;
  /** Whether `line` goes on with the record; `next` is the one after it. */
  takes(line: string, next: string): boolean;
}

/** The texts are the first characters of lines. */
export function createContinuation(): Continuation {
  let isKnown = false;
  let hasTime = false;
  let isTrace = false;
  let python = false;
  let go = false;

  function begin(first: string, isRead: boolean, isTimed: boolean): void {
    isKnown = isRead;
    hasTime = isTimed;
    python = first.includes(TRACEBACK);
    go = first.startsWith("panic: ") || first.startsWith("fatal error: ") ||
      first.includes(" panic: ");
    isTrace = python || go || THROWN.test(first);
  }

  function takes(line: string, next: string): boolean {
    const code = line.charCodeAt(0);
    const isIndented = code === 0x20 || code === 0x09;
    if (isIndented) {
      if (FRAME.test(line)) isTrace = true;
      return isKnown || isTrace;
    }
    if (LINK.test(line)) {
      const isStart = line.startsWith(TRACEBACK);
      if (isStart && !isKnown && !python) return false;
      if (!isStart && !isKnown && !isTrace) return false;
      python = isStart || python;
      go ||= line.startsWith("goroutine ");
      return isTrace = true;
    }
    if (go && GO_CALL.test(line)) return true;
    if (python && RAISED.test(line)) {
      python = false;
      return true;
    }
    if (isTrace && line === "}") return true;
    if (hasTime && THROWN.test(line) && AT.test(next)) return isTrace = true;
    return false;
  }

  return { begin, takes };
}

/** The first characters of the line `text[start, end)`, as they are asked for above. */
export function headOf(text: string, start: number, end: number): string {
  return text.slice(start, Math.min(end, start + LOOKED_AT_CHARS_MAX));
}
