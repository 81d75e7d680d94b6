/** What `logops` says of itself: the verbs in groups, on one screen, and completions for shells. Pure. */
import { type Group, GROUPS, VERBS } from "./verbs.ts";

const GROUP_TITLES: Readonly<Record<Group, string>> = {
  Run: "Run it",
  Prove: "Prove a pipeline, yours or ours",
  Look: "Look into logs",
  Keep: "Keep what is stored",
};

export function help(version: string): string {
  const width = Math.max(...VERBS.map(({ name }) => name.length));
  const groups = GROUPS.flatMap((group) => {
    const verbs = VERBS.filter((verb) => verb.group === group);
    if (verbs.length === 0) return [];
    const rows = verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
    return [GROUP_TITLES[group], ...rows, ""];
  });
  return [
    `LogOps ${version}: the proving ground and front door of a log pipeline`,
    "",
    "Usage: logops <verb> [options]",
    "",
    ...groups,
    "logops <verb> --help      options of a verb",
    "logops completion <shell> completion for bash, zsh or fish",
    "logops --version",
    "",
    "It works in the folder where you are: settings in .env, data in ./data.",
  ].join("\n");
}

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = typeof SHELLS[number];

/** What a shell sources to complete verbs, their options that name paths, and files. */
export function completion(shell: Shell): string {
  const names = VERBS.map(({ name }) => name);
  switch (shell) {
    case "bash":
      return bash([...names, "completion"]);
    case "zsh":
      return zsh();
    case "fish":
      return fish();
  }
}

function bash(names: readonly string[]): string {
  const cases = VERBS.map((verb) => `    ${verb.name}) options="${optionsOf(verb).join(" ")}" ;;`);
  return `# source <(logops completion bash)
_logops() {
  local word="\${COMP_WORDS[COMP_CWORD]}" options=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names.join(" ")} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    completion) COMPREPLY=($(compgen -W "${SHELLS.join(" ")}" -- "$word")); return ;;
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _logops logops
`;
}

function zsh(): string {
  const verbs = VERBS.map(({ name, summary }) => `    '${name}:${summary}'`);
  const cases = VERBS.map((verb) => `    ${verb.name}) compadd -- ${optionsOf(verb).join(" ")} ;;`);
  return `#compdef logops
# source <(logops completion zsh)
_logops() {
  local -a verbs
  verbs=(
${verbs.join("\n")}
    'completion:Completion for a shell'
  )
  if (( CURRENT == 2 )); then
    _describe 'verb' verbs
    return
  fi
  case "$words[2]" in
${cases.join("\n")}
    completion) compadd -- ${SHELLS.join(" ")} ;;
  esac
  _files
}
compdef _logops logops
`;
}

function fish(): string {
  const verbs = VERBS.map(({ name, summary }) =>
    `complete -c logops -n __fish_use_subcommand -f -a ${name} -d '${summary}'`
  );
  const options = VERBS.flatMap((verb) =>
    optionsOf(verb).map((option) =>
      `complete -c logops -n '__fish_seen_subcommand_from ${verb.name}' -l ${option.slice(2)}`
    )
  );
  return [
    "# logops completion fish | source",
    ...verbs,
    "complete -c logops -n __fish_use_subcommand -f -a completion -d 'Completion for a shell'",
    `complete -c logops -n '__fish_seen_subcommand_from completion' -f -a '${SHELLS.join(" ")}'`,
    ...options,
    "",
  ].join("\n");
}

function optionsOf({ options = {} }: typeof VERBS[number]): string[] {
  return [...Object.keys(options), "--help"];
}
