#!/bin/sh
# run-cases.sh SETSPN [CASE...]: every folder of cases/ is a case (README).
# UPDATE=1 rewrites what is expected.

setspn=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
[ -x "$setspn" ] || { echo "usage: run-cases.sh SETSPN [CASE...]" >&2; exit 2; }
shift
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/cases" || exit 2
got=$(mktemp -d) || exit 2
trap 'rm -rf "$got"' EXIT
[ $# -gt 0 ] || set -- */
failed=0

# run_case: in the folder of the case, leaves what came in $got.
run_case() {
	directory=../forest.ldif
	[ ! -e dir.ldif ] || directory=dir.ldif
	sources="-d $directory"
	[ ! -e dir2.ldif ] || sources="$sources -d dir2.ldif"
	args=
	[ ! -e args ] || args=$(cat args)
	rm -f "$got"/*
	# shellcheck disable=SC2086 # both are lists of words
	"$setspn" $args $sources -o "$got/after.ldif" script.cmd >"$got/expect" 2>"$got/errors"
	echo $? >"$got/status"
	# Where nothing changed the case has no after.ldif; with faults nothing is written.
	if cmp -s "$got/after.ldif" "$directory"; then
		rm "$got/after.ldif"
	elif [ ! -e "$got/after.ldif" ] && [ "$(cat "$got/status")" != 2 ]; then
		echo "nothing was written" >>"$got/errors"
	fi
}

for case in "$@"; do
	case=${case%/}
	cd "$case" || exit 2
	run_case
	for file in expect errors status after.ldif; do
		[ -z "$UPDATE" ] || { rm -f $file; [ ! -e "$got/$file" ] || cp "$got/$file" .; }
		[ -e $file ] || [ -e "$got/$file" ] || continue
		diff $file "$got/$file" >>"$got/diff" 2>&1 || break
	done
	if [ -s "$got/diff" ]; then
		echo "not ok $case"
		sed 's/^/# /' "$got/diff"
		failed=1
	else
		echo "ok $case"
	fi
	cd ..
done
exit $failed
