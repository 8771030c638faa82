// Builds what the pages load into static/dist: one style sheet and two scripts. Any error, or a style sheet too small
// to be true (a failed sass run still writes a file), ends with a non-zero exit, and leaves nothing half-built behind.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { compile } from "sass";

const OUT = "static/dist";
const LEAST_CSS_BYTES = 50_000;
const ICONS = "node_modules/@ministryofjustice/frontend/moj/assets/images";

rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/images`, { recursive: true });

const { css } = compile("static/src/resolve.scss", {
  loadPaths: [".", "node_modules"],
  style: "compressed",
  quietDeps: true,
});
if (css.length < LEAST_CSS_BYTES) {
  throw new Error(`resolve.css has only ${css.length} bytes: the style sheet did not compile.`);
}
writeFileSync(`${OUT}/resolve.css`, css);

// Only the icons that the style sheet names; it may name nothing else (no font, no crest).
for (const [, address] of css.matchAll(/url\(["']?([^"')]+)/g)) {
  const icon = /^\/static\/dist\/images\/(icon-[a-z-]+\.svg)$/.exec(address);
  if (!icon) {
    throw new Error(`resolve.css asks for ${address}, which is not one of the icons that we serve.`);
  }
  copyFileSync(`${ICONS}/${icon[1]}`, `${OUT}/images/${icon[1]}`);
}

const common = { bundle: true, minify: true, outdir: OUT, logLevel: "warning", legalComments: "none" };
await build({ ...common, entryPoints: ["static/src/resolve.js"], format: "esm", target: "es2020" });
await build({ ...common, entryPoints: ["static/src/start.js"], format: "iife", target: "es2017" });

console.log(`Built ${OUT}: resolve.css (${css.length} bytes), resolve.js, start.js`);
