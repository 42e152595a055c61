# SPDX-License-Identifier: Apache-2.0
#
# Counts C and assembly: one line per file, CODE ALL NAME. A line of code is one that is neither blank nor only
# comment.

function finish() {
	if (file != "")
		print code, all, file
	code = all = comment = 0
}
FNR == 1 { finish(); file = FILENAME }
{
	all++
	line = $0
	if (comment) {
		if (!sub(/^.*\*\//, "", line))
			next
		comment = 0
	}
	gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "", line)
	if (sub(/\/\*.*/, "", line))
		comment = 1
	sub(/\/\/.*/, "", line)
	if (line ~ /[^ \t]/)
		code++
}
END { finish() }
