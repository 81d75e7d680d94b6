/** Which forms are one pattern, and that they stay one. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { groupForms, nameOfPlace } from "./form_groups.ts";

const keys = (text: string) => text.split(" ");
const countGroups = (...texts: string[]) => new Set(groupForms(texts.map(keys))).size;
const NAMES = "ann bob cid dan eve fay gus hal ivy jon kim lee".split(" ");

Deno.test("groupForms() keeps a few words in one place apart: they are messages", () => {
  assert.equal(countGroups("VM Started ( Lifecycle Event )", "VM Paused ( Lifecycle Event )"), 2);
  assert.equal(countGroups(...NAMES.slice(0, 5).map((name) => `the shop of ${name} is open`)), 5);
});

Deno.test("groupForms() takes many words in one place for a value", () => {
  assert.equal(countGroups(...NAMES.slice(0, 6).map((name) => `the shop of ${name} is open`)), 1);
});

Deno.test("groupForms() asks for more the less is the same", () => {
  assert.equal(countGroups(...NAMES.slice(0, 6).map((name) => `${name} ended`)), 6);
  assert.equal(countGroups(...NAMES.map((name) => `shop ${name}`)), NAMES.length);
  assert.equal(countGroups(...NAMES), NAMES.length);
});

Deno.test("groupForms() asks for less where a value is announced", () => {
  assert.equal(countGroups("hello to user ann", "hello to user bob"), 1);
  assert.equal(countGroups('the "ann" tag', 'the "bob" tag'), 2);
  assert.equal(countGroups(...NAMES.slice(0, 4).map((name) => `x y z = ${name}`)), 1);
  assert.equal(countGroups(...NAMES.slice(0, 3).map((name) => `x y z " ${name} "`)), 1);
});

Deno.test("groupForms() joins what differs in digits, or is a value in one of them", () => {
  assert.equal(countGroups("link eth1 is up", "link eth2 is up", "link eth<*> is up"), 1);
  assert.equal(countGroups("sent rdd_<*> to disk", "sent blk_<*> to disk"), 1);
  assert.equal(countGroups("went to <*> again", "went to a.b.c again"), 1);
});

Deno.test("groupForms() finds several places that vary at once", () => {
  const forms = NAMES.slice(0, 5).map((name, index) =>
    `lock tag = ${name} of com.${NAMES[11 - index]} held`
  );
  assert.equal(countGroups(...forms), 1);
});

Deno.test("groupForms() never parts what it has joined, whatever comes", () => {
  const word = fc.constantFrom(
    "a",
    "b",
    "c1",
    "c2",
    "d.e",
    "f.g",
    "h.i",
    "j.k",
    "<*>",
    "=",
    "user",
    "x<*>",
    '"',
  );
  const form = fc.array(word, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.uniqueArray(form, { selector: String, maxLength: 40 }),
      fc.nat(),
      (forms, cut) => {
        const some = groupForms(forms.slice(0, cut % (forms.length + 1)));
        const all = groupForms(forms);
        some.forEach((group, index) => assert.equal(all[index], all[group]));
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("nameOfPlace() calls a value by the word before it", () => {
  assert.equal(nameOfPlace(["user", "=", "x"], 2), "<user>");
  assert.equal(nameOfPlace(["rhost", "=", "x"], 2), "<host>");
  assert.equal(nameOfPlace(["shop", "x"], 1), "<word>");
});
