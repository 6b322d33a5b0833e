// picture.mjs MODULES CHROMIUM PAGE PICTURE WIDTH HEIGHT: what of the page is
// seen in a window of that size, for the README.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, file, picture, width, height] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(modules), "/"))("playwright-core");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
	"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) } });
await page.goto(pathToFileURL(resolve(file)).href);
await page.screenshot({ path: picture });
await browser.close();
