// check.mjs MODULES CHROMIUM PAGE...: each page as people meet it.  A line
// "ok PAGE VIEW" or "not ok PAGE VIEW: what is wrong" for each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "/"));
const { chromium } = require("playwright-core");
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");

// A4 less its margins is 680 pixels of CSS wide.
const views = [
	{ name: "light", width: 1200, colorScheme: "light", media: "screen", axe: true },
	{ name: "dark", width: 1200, colorScheme: "dark", media: "screen", axe: true },
	{ name: "narrow", width: 360, colorScheme: "light", media: "screen" },
	{ name: "paper", width: 680, colorScheme: "light", media: "print", axe: true, open: true },
	{ name: "paper of a dark screen", width: 680, colorScheme: "dark", media: "print" },
	{ name: "no script", width: 1200, colorScheme: "light", media: "screen", javaScriptEnabled: false },
];

// What the browser itself has to say, and whom it would ask.
function listen(page, url, faults) {
	page.on("console", (message) => faults.add(`console: ${message.text()}`));
	page.on("pageerror", (error) => faults.add(`error: ${error.message}`));
	page.on("dialog", (dialog) => { faults.add("dialog"); return dialog.dismiss(); });
	page.on("request", (request) => {
		if (request.url() !== url)
			faults.add(`request: ${request.url()}`);
	});
}

async function axeFaults(page) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
	return violations.map((rule) => `${rule.id}: ${rule.nodes.length} times, first ${rule.nodes[0].target}`);
}

// On paper nothing can be unfolded.
const folded = () => [...document.querySelectorAll("details:not([open]) > :not(summary)")]
	.filter((element) => !element.checkVisibility()).length;

async function look(browser, file, view) {
	const context = await browser.newContext({ viewport: { width: view.width, height: 900 },
		colorScheme: view.colorScheme, javaScriptEnabled: view.javaScriptEnabled ?? true });
	const page = await context.newPage();
	const url = pathToFileURL(resolve(file)).href;
	const faults = new Set();
	listen(page, url, faults);
	await page.emulateMedia({ media: view.media, colorScheme: view.colorScheme });
	await page.goto(url);
	const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	if (over > 0)
		faults.add(`${over} pixels too wide`);
	if (view.open && await page.evaluate(folded) > 0)
		faults.add("folded");
	if (await page.locator("h1").innerText() === "")
		faults.add("no title to be seen");
	if (view.axe) {
		for (const fault of await axeFaults(page))
			faults.add(fault);
	}
	await context.close();
	return [...faults];
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
	"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
for (const file of files) {
	for (const view of views) {
		const faults = await look(browser, file, view);
		console.log(`${faults.length === 0 ? "ok" : "not ok"} ${basename(file)} ${view.name}` +
			`${faults.length === 0 ? "" : ": "}${faults.join("; ").replaceAll("\n", " ")}`);
	}
}
await browser.close();
