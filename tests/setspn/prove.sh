#!/bin/sh
# prove.sh SPNPLAN SETSPN FARM.json DIR.ldif: does what spnplan prints do what
# spnplan says, and can it be taken back?  One line "ok" or "not ok" a step.
# shellcheck disable=SC2317 # the functions are called through step

[ $# -eq 4 ] || { echo "usage: prove.sh SPNPLAN SETSPN FARM.json DIR.ldif" >&2; exit 2; }
spnplan=$1 setspn=$2 farm=$3 before=$4
LC_ALL=C
export LC_ALL
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

# step NAME COMMAND...: what the command prints is shown when it fails.
step() {
	name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name"
		sed 's/^/# /' "$work/log"
		failed=1
		return 1
	fi
}

# plan DIR OUT [OPTION...]: findings (status 1) are no trouble here.
plan() {
	directory=$1 out=$2
	shift 2
	"$spnplan" plan "$farm" -d "$directory" --exported standard "$@" --format "setspn=$out"
	status=$?
	[ "$status" -le 1 ] || { echo "exit status $status"; return 1; }
	[ -e "$out" ] || { echo "$out was not written"; return 1; }
}

apply() {
	"$setspn" -d "$1" -o "$2" "$3"
}

check() {
	"$spnplan" check "$farm" -d "$work/after.ldif" --exported standard
}

# The second time setspn refuses what is there already: status 1.
apply_again() {
	apply "$work/after.ldif" "$work/again.ldif" "$work/apply.cmd"
	[ $? -le 1 ] && cmp "$work/after.ldif" "$work/again.ldif"
}

plan_again() {
	plan "$work/after.ldif" "$work/again.cmd" || return 1
	! grep -Ei '^[[:space:]@]*setspn[[:space:]](.*[[:space:]])?[-/][SADR][[:space:]]' "$work/again.cmd"
}

# Every attribute but servicePrincipalName, with the lines it is folded into.
other_attributes() {
	awk '/^ / { if (!spn) print; next }
		{ spn = tolower($0) ~ /^serviceprincipalname:/ }
		!spn' "$1"
}

same_records() {
	other_attributes "$before" >"$work/before.other"
	other_attributes "$work/back.ldif" >"$work/back.other"
	diff -u "$work/before.other" "$work/back.other"
}

holdings() {
	"$setspn" --holdings -d "$1" -o "$2.list" && sort "$2.list" >"$2"
}

# The values are sets; what differs must be named by an irreversible line.
same_values() {
	holdings "$before" "$work/before.spn" || return 1
	holdings "$work/back.ldif" "$work/back.spn" || return 1
	comm -23 "$work/before.spn" "$work/back.spn" | sed 's/^/lost: /' >"$work/differs"
	comm -13 "$work/before.spn" "$work/back.spn" | sed 's/^/left: /' >>"$work/differs"
	tr -s '[:space:]",;()' '\n' <"$work/irreversible" | sed 's/[.:]*$//' >"$work/words"
	unnamed=0
	while read -r line; do
		grep -Fxi -e "${line##*	}" "$work/words" >/dev/null && continue
		echo "$line"
		unnamed=1
	done <"$work/differs"
	return "$unnamed"
}

step "plan" plan "$before" "$work/apply.cmd" &&
step "plan the rollback" plan "$before" "$work/rollback.cmd" --rollback || exit 1
step "apply" apply "$before" "$work/after.ldif" "$work/apply.cmd"
[ -e "$work/after.ldif" ] || exit 1
step "check after it" check
step "apply again: nothing changes" apply_again
step "plan after it: nothing to do" plan_again
step "roll back" apply "$work/after.ldif" "$work/back.ldif" "$work/rollback.cmd"
[ -e "$work/back.ldif" ] || exit 1
tr -d '\r' <"$work/rollback.cmd" | sed -n 's/%%/%/g; s/^@*[Rr][Ee][Mm] *\(irreversible: \)/\1/p' >"$work/irreversible"
sed 's/^/# /' "$work/irreversible"
step "as before: other attributes" same_records
step "as before: SPNs" same_values
exit $failed
