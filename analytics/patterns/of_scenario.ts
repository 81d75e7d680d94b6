/** Which records of a journal are of one run. */

/** Accepts the lines with this scenario id. Quotes inside of texts are escaped, so no text looks so. */
export function ofScenario(
  scenarioId: string,
): (bytes: Uint8Array, start: number, end: number) => boolean {
  const wanted = new TextEncoder().encode(`"scenario_id":${JSON.stringify(scenarioId)}`);
  const first = wanted[0]!;
  return (bytes, start, end) => {
    const last = end - wanted.length;
    for (
      let at = bytes.indexOf(first, start);
      at !== -1 && at <= last;
      at = bytes.indexOf(first, at + 1)
    ) {
      let index = 1;
      while (index < wanted.length && bytes[at + index] === wanted[index]) index++;
      if (index === wanted.length) return true;
    }
    return false;
  };
}
