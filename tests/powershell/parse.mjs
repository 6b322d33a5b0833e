// parse.mjs MODULES SCRIPT.ps1...: is it PowerShell, and are its cmdlets real?
//
// MODULES is a folder "node_modules".  Prints "ok" or "not ok" for each script
// with what is wrong: anything that the grammar of tree-sitter-powershell does
// not know; a command, or a parameter of one, that is not in the table
// "cmdlets" or defined in the script; an -Identity that is DOMAIN\name, which
// no cmdlet takes; bytes other than UTF-8 with a byte order mark and CRLF.
import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...scripts] = process.argv.slice(2);
const { Parser, Language } = await import(
	pathToFileURL(join(resolve(modules), "web-tree-sitter/tree-sitter.js")));

function readTable() {
	const table = new Map();
	let section = "";
	for (const line of readFileSync(new URL("cmdlets", import.meta.url), "utf8").split("\n")) {
		const heading = line.match(/^\[(.*)\]$/), row = line.match(/^(\S+):\s*(.*)$/);
		if (heading)
			section = heading[1];
		else if (row && !line.startsWith("#"))
			table.set(row[1].toLowerCase(), section === "programs" ? null :
				new Set(row[2].toLowerCase().split(" ")));
	}
	return table;
}

function* nodes(node) {
	yield node;
	for (const child of node.children)
		yield* nodes(child);
}

const place = (node) => `line ${node.startPosition.row + 1}: `;

function* grammarFaults(root) {
	for (const node of nodes(root)) {
		if (node.isError)
			yield place(node) + "no PowerShell: " + JSON.stringify(node.text.slice(0, 60));
		else if (node.isMissing)
			yield place(node) + `'${node.type}' is missing`;
	}
}

// The functions of the script: name and parameters.
function defined(root) {
	const found = new Map();
	for (const node of nodes(root)) {
		if (node.type !== "function_statement")
			continue;
		const parts = [...nodes(node)];
		const list = parts.find((part) => part.type === "parameter_list");
		found.set(parts.find((part) => part.type === "function_name").text.toLowerCase(),
			new Set(list ? [...nodes(list)].filter((part) => part.type === "script_parameter")
				.map((part) => part.children.find((child) => child.type === "variable")
					.text.slice(1).toLowerCase()) : []));
	}
	return found;
}

const isParameter = (node) => /^-[A-Za-z]/.test(node.text) &&
	["command_parameter", "generic_token"].includes(node.type);

function* commandFaults(root, table) {
	const own = defined(root);
	for (const node of nodes(root)) {
		if (node.type !== "command")
			continue;
		const name = node.childForFieldName("command_name")?.text ?? "";
		const key = name.toLowerCase();
		const known = own.get(key) ?? table.get(key);
		if (known === undefined) {
			yield place(node) + `no command '${name}'`;
			continue;
		}
		if (known === null)
			continue;
		const words = node.childForFieldName("command_elements")?.children
			.filter((child) => child.type !== "command_argument_sep") ?? [];
		for (const [i, word] of words.entries()) {
			if (!isParameter(word))
				continue;
			const parameter = word.text.slice(1).replace(/:$/, "").toLowerCase();
			if (!known.has(parameter) && !table.get("*").has(parameter))
				yield place(word) + `${name} has no parameter ${word.text}`;
			const value = words[i + 1]?.text ?? "";
			if (parameter === "identity" && /^'[^'=]*\\/.test(value))
				yield place(word) + `-Identity takes no DOMAIN\\name: ${value}`;
		}
	}
}

function* byteFaults(bytes) {
	if (bytes.subarray(0, 3).compare(Buffer.from([0xef, 0xbb, 0xbf])) !== 0)
		yield "no byte order mark";
	const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	if (/(^|[^\r])\n|\r(?!\n)/.test(text) || !text.endsWith("\r\n"))
		yield "lines do not all end in CR LF";
}

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(
	join(modules, "tree-sitter-powershell/tree-sitter-powershell.wasm")));
const table = readTable();
let passed = 0, failed = 0;
for (const script of scripts) {
	const bytes = readFileSync(script);
	const tree = parser.parse(new TextDecoder().decode(bytes));
	const faults = [...byteFaults(bytes), ...grammarFaults(tree.rootNode),
		...commandFaults(tree.rootNode, table)];
	tree.delete();
	console.log(faults.length === 0 ? `ok ${basename(script)}` :
		`not ok ${basename(script)}: ${faults.join("; ")}`);
	faults.length === 0 ? passed++ : failed++;
}
if (scripts.length === 0)
	console.log("no scripts");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || scripts.length === 0 ? 1 : 0;
