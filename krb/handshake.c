#include "krb/handshake.h"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <string.h>

struct handshake {
	gss_cred_id_t	 credential;
	gss_name_t	 server;
	gss_ctx_id_t	 context;
	bool		 proved;
};

/* 1.3.6.1.5.5.2, without its tag */
static char		 spnego_bytes[] = "\x2b\x06\x01\x05\x05\x02";
static gss_OID_desc	 spnego = { sizeof(spnego_bytes) - 1, spnego_bytes };

/* What went wrong, in the words of the mechanism where it has any: it has none
 * for a token of another. */
static int
fault(OM_uint32 major, OM_uint32 minor, struct error *err)
{
	gss_buffer_desc	 text = GSS_C_EMPTY_BUFFER;
	OM_uint32	 ignored, more = 0;

	if (minor != 0 && GSS_ROUTINE_ERROR(major) != GSS_S_DEFECTIVE_TOKEN)
		gss_display_status(&ignored, minor, GSS_C_MECH_CODE, &spnego, &more, &text);
	if (text.length == 0)
		gss_display_status(&ignored, major, GSS_C_GSS_CODE, GSS_C_NO_OID, &more, &text);
	error_set(err, "%.*s", (int)text.length, text.length > 0 ? (const char *)text.value : "");
	gss_release_buffer(&ignored, &text);
	return -1;
}

static int
credential_acquire(struct handshake *handshake, const char *cache, struct error *err)
{
	gss_key_value_element_desc	 element = { "ccache", cache };
	gss_key_value_set_desc		 store = { 1, &element };
	gss_OID_set_desc		 frame = { 1, &spnego };
	gss_OID_desc			 krb5 = *gss_mech_krb5;
	gss_OID_set_desc		 offered = { 1, &krb5 };
	OM_uint32			 major, minor;

	major = gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &frame, GSS_C_INITIATE, &store,
	    &handshake->credential, NULL, NULL);
	/* Other mechanisms may be installed here, NTLM for one. */
	if (!GSS_ERROR(major))
		major = gss_set_neg_mechs(&minor, handshake->credential, &offered);
	return GSS_ERROR(major) ? fault(major, minor, err) : 0;
}

static int
server_name(struct handshake *handshake, const char *principal, struct error *err)
{
	struct pool	 scratch = { 0 };
	gss_buffer_desc	 text = { strlen(principal), pool_copy(&scratch, principal) };
	OM_uint32	 major, minor;

	major = gss_import_name(&minor, &text, GSS_KRB5_NT_PRINCIPAL_NAME, &handshake->server);
	pool_free(&scratch);
	return GSS_ERROR(major) ? fault(major, minor, err) : 0;
}

struct handshake *
handshake_new(struct pool *pool, const char *cache, const char *principal, struct error *err)
{
	struct handshake	*handshake = pool_alloc(pool, sizeof(*handshake));

	if (credential_acquire(handshake, cache, err) == 0 && server_name(handshake, principal, err) == 0)
		return handshake;
	handshake_end(handshake);
	return NULL;
}

int
handshake_step(struct handshake *handshake, struct pool *pool, struct span reply, struct span *token_out,
    struct error *err)
{
	struct pool	 scratch = { 0 };
	gss_buffer_desc	 in = { reply.n, pool_ncopy(&scratch, reply.n > 0 ? reply.at : "", reply.n) };
	gss_buffer_desc	 out = GSS_C_EMPTY_BUFFER;
	OM_uint32	 major, minor, ignored, flags = 0;

	major = gss_init_sec_context(&minor, handshake->credential, &handshake->context, handshake->server,
	    &spnego, GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG, GSS_C_INDEFINITE, GSS_C_NO_CHANNEL_BINDINGS,
	    &in, NULL, &out, &flags, NULL);
	pool_free(&scratch);
	handshake->proved = major == GSS_S_COMPLETE && (flags & GSS_C_MUTUAL_FLAG) != 0;
	*token_out = (struct span){ pool_ncopy(pool, out.length > 0 ? out.value : "", out.length), out.length };
	gss_release_buffer(&ignored, &out);
	return GSS_ERROR(major) ? fault(major, minor, err) : 0;
}

bool
handshake_proved(const struct handshake *handshake)
{
	return handshake->proved;
}

void
handshake_end(struct handshake *handshake)
{
	OM_uint32	 minor;

	if (handshake == NULL)
		return;
	gss_delete_sec_context(&minor, &handshake->context, GSS_C_NO_BUFFER);
	gss_release_name(&minor, &handshake->server);
	gss_release_cred(&minor, &handshake->credential);
}
