// Takes the pictures of docs/screens from the built sample cluster: `main.mjs [NAME]…`, all of them without a name.
// The index beside them is written anew each time.
import assert from "node:assert/strict";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import sharp from "sharp";

import { launchBrowser, NARROW, WIDE } from "../harness/browser.mjs";
import { root, startPostern } from "../harness/postern.mjs";
import { anywhere } from "../parts/screen.mjs";
import { GROUPS } from "./screens.mjs";
import { stage } from "./stage.mjs";
import { stillness } from "./still.mjs";
import { live } from "./world.mjs";

/** The address stands in some pictures. */
const PORT = 8787;
const SIZES = [WIDE, NARROW];
const THEMES = ["light", "dark"];
const folder = join(root, "docs/screens");

const all = GROUPS.flatMap(({ screens }) => screens);
const wanted = process.argv.slice(2);
for (const name of wanted) {
  assert.ok(
    all.some((screen) => screen.name === name),
    `there is no screen ${name}; there are ${all.map((screen) => screen.name).join(", ")}`,
  );
}

const file = (name, theme, size) => `${name}-${theme}-${size.width}.png`;

/** As few colours as the screen has, which is what makes it small; every pixel keeps its own. */
async function small(picture) {
  return sharp(picture).png({ palette: true, colours: 256, dither: 0, effort: 10, compressionLevel: 9 }).toBuffer();
}

/**
 * Makes the window as high as the page, so that nothing is scrolled and what stays at the window's edge is at the
 * page's. What stands over a page belongs to a window of the usual height.
 */
async function unroll(page, size) {
  await page.evaluate(() => window.scrollTo(0, 0));
  if (await anywhere.dialog(page).isVisible()) return;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height > size.height) await page.setViewportSize({ width: size.width, height });
}

async function fontsAreThere() {
  await document.fonts.ready;
  return ['14px "Inter"', '13px "JetBrains Mono"'].every((face) => document.fonts.check(face));
}

async function take() {
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  const postern = await startPostern({ variant: "demo", port: PORT }).catch((error) => {
    throw new Error(`port ${PORT} of this machine is needed, because it stands in some pictures`, { cause: error });
  });
  try {
    const began = Date.now();
    const ids = await live(postern);
    const still = stillness(began, Object.values(ids));
    const shown = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, still.id(id)]));
    let bytes = 0;
    for (const screen of all.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      for (const size of screen.sizes ?? SIZES) {
        const { page, context } = await stage(browser, postern, shown, screen, size, still);
        assert.ok(await page.evaluate(fontsAreThere), `${screen.name} was drawn without its own fonts`);
        await unroll(page, size);
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
          const shot = await page.screenshot({ animations: "disabled", caret: "hide" });
          const picture = await small(shot);
          bytes += picture.length;
          await writeFile(join(folder, file(screen.name, theme, size)), picture);
        }
        await context.close();
      }
      console.log(screen.name);
    }
    console.log(`${Math.ceil(bytes / 1024)} KiB of pictures in docs/screens`);
  } finally {
    await browser.close();
    await postern.stop();
  }
}

/** The index: a row for each screen, with small pictures that lead to the large ones. */
function index() {
  const picture = (screen, theme, size) => {
    const name = file(screen.name, theme, size);
    const width = size === WIDE ? 280 : 86;
    return `<a href="${name}"><img src="${name}" width="${width}" alt="${screen.title}, ${theme}, ${size.width} wide"></a>`;
  };
  const row = (screen) => {
    const sizes = screen.sizes ?? SIZES;
    const cells = THEMES.map((theme) => sizes.map((size) => picture(screen, theme, size)).join(" "));
    return `| ${screen.title}<br>\`${screen.name}\` | ${cells.join(" | ")} |`;
  };
  const group = ({ title, screens }) =>
    [`## ${title}`, "", "| | light | dark |", "|---|---|---|", ...screens.map(row), ""].join("\n");
  return [
    "# Screens",
    "",
    "Taken by `cargo xtask screens` from the sample cluster, 1280 and 390 wide. `cargo xtask screens NAME…` takes only those anew;",
    "`tests/screens/screens.mjs` is the list. Moments, ids and tokens are held still, so that what has not changed gives the same files.",
    "",
    ...GROUPS.map(group),
  ].join("\n");
}

await take();
await writeFile(join(folder, "README.md"), index());
const sizes = await Promise.all(
  all.flatMap((screen) =>
    (screen.sizes ?? SIZES).flatMap((size) =>
      THEMES.map(async (theme) => (await stat(join(folder, file(screen.name, theme, size))).catch(() => ({ size: 0 }))).size),
    ),
  ),
);
const total = sizes.reduce((sum, size) => sum + size, 0);
assert.ok(total < 6 * 1024 * 1024, `docs/screens weighs ${Math.ceil(total / 1024)} KiB, more than 6 MiB`);
