#include "plans/etype.h"

const struct etype etype_row[] = {
	{ 1, 0x1, "DES-CBC-CRC", true },
	{ 3, 0x2, "DES-CBC-MD5", true },
	{ 23, 0x4, "RC4", true },
	{ 24, 0, "RC4-EXP", true },
	{ 17, 0x8, "AES128", false },
	{ 18, 0x10, "AES256", false },
	{ 19, 0, "AES128-SHA2", false },
	{ 20, 0, "AES256-SHA2", false },
	{ 0, 0, NULL, false }
};

const struct etype *
etype_find(int number)
{
	const struct etype	*row;

	for (row = etype_row; row->number != 0; row++) {
		if (row->number == number)
			return row;
	}
	return NULL;
}

const char *
etype_text(struct pool *pool, int number)
{
	const struct etype	*row = etype_find(number);

	return row == NULL ? pool_printf(pool, "etype %d", number) :
	    pool_printf(pool, "%s (etype %d)", row->says, number);
}

const char *
etype_key(struct pool *pool, int number, long kvno)
{
	return kvno <= 0 ? pool_printf(pool, "%s, no kvno", etype_text(pool, number)) :
	    pool_printf(pool, "%s, kvno %ld", etype_text(pool, number), kvno);
}
