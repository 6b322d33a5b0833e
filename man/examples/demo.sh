#!/bin/sh
# demo.sh SPNPLAN: the main job on the shipped example.
set -eu
spnplan=$(realpath "$1")
cd "$(dirname "$0")"

show() {
	printf '\n$ spnplan'
	printf ' %s' "$@"
	printf '\n\n'
	# Findings (1) are what the example is about; trouble (2) is not.
	"$spnplan" "$@" || [ $? -eq 1 ]
}

directory='-d corp.ldf -d configuration.ldf --exported standard'

echo 'A site on Server1 and Server2 behind a balancer, with built-in identities:'
show plan portal.json
echo
echo 'The same site, repaired with one shared account, against the same directory:'
show check portal-gmsa.json $directory
show plan portal-gmsa.json $directory --format setspn
echo
echo 'Next, on your own data: copy portal-gmsa.json, put your names in it, and run'
echo '  spnplan plan mine.json'
echo "Then export your directory as 'spnplan help export' says, and run"
echo '  spnplan check mine.json -d corp.ldf -d configuration.ldf --exported standard'
