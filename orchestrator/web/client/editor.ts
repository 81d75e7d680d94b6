/** The editor: line numbers, a draft that stays in the browser, and the way to a problem's place. */

const DRAFT_KEY = "logops-draft";

export function editor() {
  let textarea: HTMLTextAreaElement;
  let gutter: HTMLElement;
  let original = "";
  let isNew = false;

  const number = () => {
    const lines = textarea.value.split("\n").length;
    gutter.textContent = Array.from({ length: lines }, (_, i) => i + 1).join("\n");
    gutter.scrollTop = textarea.scrollTop;
  };
  const goTo = (line: number, column: number) => {
    const lines = textarea.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const end = start + (lines[line - 1]?.length ?? 0);
    textarea.focus();
    textarea.setSelectionRange(Math.min(end, start + column - 1), end);
    const lineHeight = textarea.scrollHeight / lines.length;
    textarea.scrollTop = Math.max(0, (line - 5) * lineHeight);
  };

  return {
    isDraft: false,

    init(this: { $el: HTMLElement; isDraft: boolean }) {
      const form = this.$el;
      textarea = form.querySelector("textarea")!;
      gutter = form.querySelector(".gutter")!;
      original = textarea.value;
      isNew = form.dataset.from === "";
      textarea.addEventListener("input", () => {
        number();
        if (isNew) localStorage.setItem(DRAFT_KEY, textarea.value);
        this.isDraft = isNew && textarea.value !== original;
      });
      textarea.addEventListener("scroll", () => gutter.scrollTop = textarea.scrollTop);
      form.addEventListener("click", ({ target }) => {
        const place = (target as HTMLElement).closest<HTMLElement>("[data-line]");
        if (place !== null) goTo(Number(place.dataset.line), Number(place.dataset.column));
      });
      number();
      const draft = isNew ? localStorage.getItem(DRAFT_KEY) : null;
      if (draft === null || draft === original) return;
      textarea.value = draft;
      // Where htmx has begun, it has checked the other text by now.
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
    discard(this: { isDraft: boolean }) {
      localStorage.removeItem(DRAFT_KEY);
      textarea.value = original;
      this.isDraft = false;
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
      localStorage.removeItem(DRAFT_KEY);
    },
    download() {
      const name = /^name:\s*["']?([\w.-]+)/m.exec(textarea.value)?.[1] ?? "scenario";
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([textarea.value], { type: "application/yaml" }));
      link.download = `${name}.yaml`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };
}
