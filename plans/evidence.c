#include "plans/evidence.h"

const char *const reached_word[N_REACHED] = {
	[REACHED] = "answered", [REACHED_NO_NAME] = "no-name", [REACHED_REFUSED] = "refused",
	[REACHED_TIMEOUT] = "timeout", [REACHED_TLS] = "tls", [REACHED_NO_HTTP] = "no-http"
};

const char *const mutual_word[N_MUTUAL] = {
	[MUTUAL_NONE] = "none", [MUTUAL_VERIFIED] = "verified", [MUTUAL_FAILED] = "failed"
};

const struct seen_ticket *
evidence_ticket(const struct evidence *evidence)
{
	size_t	 i;

	for (i = 0; i < evidence->n_ticket; i++) {
		if (evidence->ticket[i].failed == NULL)
			return &evidence->ticket[i];
	}
	return NULL;
}

void
evidence_free(struct evidence *evidence)
{
	pool_free(&evidence->pool);
	*evidence = (struct evidence){ 0 };
}
