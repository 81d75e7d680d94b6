/**
 * Scenarios with one fault each, and the place and the words by which it is reported. The emitter
 * type `counter` of `scenario_test.ts` has the settings `prefix` and `ratio`.
 */

/** A scenario that is right, to be spoilt: lines 1 to 3, and an emitter from line 4 on. */
const head = "name: bad\nduration_sec: 30\nemitters:\n";
const one = `${head}  - name: counter\n    eps: 5\n`;
const scheduled = `${one}    schedule:\n`;

/** [what is wrong, text, what the first line of the error says after `bad.yaml:`] */
export const BAD_SCENARIOS: readonly (readonly [string, string, string])[] = [
  [
    "unknown key",
    "name: bad\nduration: 30\nduration_sec: 30\nemitters: [{ name: counter, eps: 1 }]\n",
    "2:1: unknown key 'duration' (did you mean 'duration_sec'?)",
  ],
  [
    "unknown key of an emitter",
    `${one}    batchsize: 5\n`,
    "6:5: unknown key 'batchsize' (did you mean 'batch_size'?)",
  ],
  [
    "unknown key of a schedule",
    `${scheduled}      rampup_secs: 5\n`,
    "7:7: unknown key 'rampup_secs' (did you mean 'ramp_up_sec'?)",
  ],
  [
    "unknown key that is like no other",
    `${one}    zzz: 1\n`,
    "6:5: unknown key 'zzz' (known: name, plugin, label, eps, batch_size, batch_wait_ms, levels, args, schedule)",
  ],
  [
    "negative rate",
    `${head}  - name: counter\n    eps: -3\n`,
    "5:10: 'eps' must be at least 0.1: current value is -3",
  ],
  [
    "rate beyond the limit",
    `${head}  - name: counter\n    eps: 1e6\n`,
    "5:10: 'eps' must be at most 100000: current value is 1000000",
  ],
  [
    "rate with a unit",
    `${head}  - name: counter\n    eps: 10/s\n`,
    `5:10: 'eps' must be a number: current value is "10/s"`,
  ],
  [
    "no rate",
    `${head}  - name: counter\n`,
    "4:5: 'eps' is missing (records a second)",
  ],
  [
    "unknown emitter",
    `${head}  - name: sylog\n    eps: 5\n`,
    `4:11: 'name' is not a known emitter type: current value is "sylog" (did you mean 'syslog'?)`,
  ],
  [
    "neither name nor plugin",
    `${head}  - eps: 5\n`,
    "4:5: an emitter needs a 'name' or a 'plugin' " +
    "(name an emitter type, as in 'name: json', or a file, as in 'plugin: ./mine.ts')",
  ],
  [
    "name and plugin",
    `${one}    plugin: ./counter.ts\n`,
    "6:5: 'plugin' cannot stand beside 'name' (keep one of them)",
  ],
  [
    "plugin that is not there",
    `${head}  - plugin: ./none.ts\n    eps: 5\n`,
    "4:13: 'plugin' ./none.ts cannot be used: there is no such file",
  ],
  [
    "two emitters of one label",
    `${one}  - name: counter\n    eps: 1\n`,
    "6:5: the label 'counter' is taken by an emitter above (give one of them a 'label' of its own)",
  ],
  [
    "unknown level",
    `${one}    levels: { INFO: 1, WARNING: 2 }\n`,
    "6:24: unknown key 'WARNING' (did you mean 'WARN'?)",
  ],
  [
    "level in another case",
    `${one}    levels: { info: 1 }\n`,
    "6:15: unknown key 'info' (did you mean 'INFO'?)",
  ],
  [
    "negative weight",
    `${one}    levels:\n      INFO: -1\n`,
    "7:13: 'INFO' must be at least 0: current value is -1",
  ],
  [
    "no weight at all",
    `${one}    levels: { INFO: 0 }\n`,
    "6:13: 'levels' must give at least one level a weight above 0",
  ],
  [
    "unknown setting of the emitter type",
    `${one}    args: { prefx: a }\n`,
    "6:13: unknown key 'prefx' (did you mean 'prefix'?)",
  ],
  [
    "bad setting of the emitter type",
    `${one}    args:\n      ratio: 1.5\n`,
    "7:14: 'ratio' must be at most 1: current value is 1.5",
  ],
  [
    "batch size that is no whole number",
    `${one}    batch_size: 2.5\n`,
    "6:17: 'batch_size' must be a whole number: current value is 2.5",
  ],
  [
    "start after the end of the run",
    `${scheduled}      start_after_sec: 40\n`,
    "7:24: 'start_after_sec' must be before the end at 30 s: current value is 40",
  ],
  [
    "stop after the end of the run",
    `${scheduled}      stop_after_sec: 31\n`,
    "7:23: 'stop_after_sec' must not be after the end at 30 s: current value is 31",
  ],
  [
    "stop before start",
    `${scheduled}      start_after_sec: 9\n      stop_after_sec: 9\n`,
    "8:23: 'stop_after_sec' must be after 'start_after_sec', which is 9: current value is 9",
  ],
  [
    "ramps longer than their window",
    `${scheduled}      { stop_after_sec: 5, ramp_up_sec: 3, ramp_down_sec: 3 }\n`,
    "7:41: the ramps take 6 s, and the window has only 5 s (make them shorter)",
  ],
  [
    "jitter in percent",
    `${scheduled}      jitter_pct: 10\n`,
    "7:19: 'jitter_pct' must be at most 0.9: current value is 10 (a share: 0.1 is ±10 %)",
  ],
  [
    "windows that overlap",
    `${scheduled}      windows:\n` +
    "        - { start_after_sec: 0, stop_after_sec: 5 }\n" +
    "        - { start_after_sec: 4, stop_after_sec: 8 }\n",
    "9:30: 'start_after_sec' must not be before the end of the window above, at 5 s: " +
    "current value is 4 (windows stand in order and do not overlap)",
  ],
  [
    "a window without its end",
    `${scheduled}      windows:\n        - { start_after_sec: 0 }\n`,
    "8:11: 'stop_after_sec' is missing (it must be a number)",
  ],
  [
    "ramp beside windows",
    `${scheduled}      ramp_up_sec: 2\n      windows: [{ start_after_sec: 0, stop_after_sec: 5 }]\n`,
    "7:7: 'ramp_up_sec' has no effect beside 'windows' (write it into each window)",
  ],
  [
    "windows and steps",
    `${head}  - name: counter\n    schedule:\n` +
    "      windows: [{ start_after_sec: 0, stop_after_sec: 5, eps: 1 }]\n" +
    "      steps: [{ duration_sec: 5, eps: 1 }]\n",
    "7:7: 'steps' cannot stand beside 'windows' (keep one of them)",
  ],
  [
    "steps that take longer than the run",
    `${head}  - name: counter\n    schedule:\n      steps: [{ duration_sec: 31, eps: 1 }]\n`,
    "6:14: the steps end after 31 s, and there are only 30 s " +
    "(shorten them, or lengthen 'duration_sec' or 'every_sec')",
  ],
  [
    "steps and a rate",
    `${scheduled}      steps: [{ duration_sec: 5, eps: 1 }]\n`,
    "5:5: 'eps' has no effect beside 'steps' (each step has a rate)",
  ],
  [
    "ramp longer than its step",
    `${head}  - name: counter\n    schedule:\n      steps:\n        - { duration_sec: 5, eps: 1, ramp_sec: 6 }\n`,
    "7:48: 'ramp_sec' must not be longer than the step, which takes 5 s: current value is 6",
  ],
  [
    "an empty list of steps",
    `${head}  - name: counter\n    schedule: { steps: [] }\n`,
    "5:24: 'steps' must have at least 1 item: current value is a list",
  ],
  [
    "no emitters",
    "name: bad\nduration_sec: 30\nemitters: []\n",
    "3:11: 'emitters' must have at least 1 item: current value is a list",
  ],
  [
    "emitters as a mapping",
    "name: bad\nduration_sec: 30\nemitters:\n  counter: 5\n",
    "4:3: 'emitters' must be a list: current value is a mapping",
  ],
  [
    "an emitter that is only a word",
    "name: bad\nduration_sec: 30\nemitters: [counter]\n",
    `3:12: item 1 of 'emitters' must be a mapping of keys to values: current value is "counter"`,
  ],
  [
    "no duration",
    "name: bad\nemitters: [{ name: counter, eps: 5 }]\n",
    "1:1: 'duration_sec' is missing (it must be a number)",
  ],
  [
    "no time at all",
    "name: bad\nduration_sec: 0\nemitters: [{ name: counter, eps: 5 }]\n",
    "2:15: 'duration_sec' must be greater than 0: current value is 0",
  ],
  [
    "a name that no header can hold",
    "name: bad name\nduration_sec: 5\nemitters: [{ name: counter, eps: 5 }]\n",
    "1:7: 'name' must be 1 to 64 letters, digits, dots, dashes or underscores: " +
    'current value is "bad name"',
  ],
  [
    "a seed of the wrong type",
    `seed: [1]\n${one}`,
    "1:7: 'seed' must be a number or a text: current value is a list",
  ],
  [
    "unknown expectation",
    `${one}expect:\n  p99_latency_max: 5\n`,
    "7:3: unknown key 'p99_latency_max' (did you mean 'p99_latency_ms_max'?)",
  ],
  [
    "an expectation beyond reason",
    `${one}expect: { achieved_rate_min: 99 }\n`,
    "6:30: 'achieved_rate_min' must be at most 1: current value is 99",
  ],
  [
    "bounds that exclude each other",
    `${one}expect:\n  level_share:\n    ERROR: { min: 0.5, max: 0.1 }\n`,
    "8:29: 'max' must not be below 'min': current value is 0.1",
  ],
  [
    "a metric without a bound",
    `${one}expect:\n  metrics:\n    - { name: up }\n`,
    "8:7: a metric needs 'increase', 'increase_min' or 'increase_max'",
  ],
  [
    "a metric against a count that is not known",
    `${one}expect:\n  metrics:\n    - { name: up, increase: acepted }\n`,
    "8:29: 'increase' must be a number, or one of sent, accepted, rejected, refused, " +
    `defect:<class>: current value is "acepted" (did you mean 'accepted'?)`,
  ],
  [
    "a tab",
    "name: bad\nemitters:\n\t- name: counter\n",
    "3:1: not valid YAML: Tabs are not allowed as indentation (indent with spaces)",
  ],
  [
    "a key twice",
    `${one}    eps: 6\n`,
    "6:5: not valid YAML: Map keys must be unique (keep one of them)",
  ],
  [
    "two documents",
    `${one}---\nname: other\n`,
    "6:1: not valid YAML: there is a second document (one file holds one scenario)",
  ],
  [
    "an open quote",
    'name: "bad\n',
    '2:1: not valid YAML: Missing closing "quote',
  ],
  [
    "an alias without its anchor",
    "name: *gone\n",
    "1:7: not valid YAML: the alias 'gone' has no anchor before it (an anchor is written &gone)",
  ],
  [
    "an empty file",
    "",
    "1:1: a scenario must be a mapping of keys to values (it begins with 'name: …')",
  ],
  [
    "a list",
    "- a\n",
    "1:1: a scenario must be a mapping of keys to values (it begins with 'name: …')",
  ],
];
