/* SPDX-License-Identifier: Apache-2.0 */
/* What the owner is told of a call's security; see call.h. */
#include "user/apps/media/call.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

static const char *agreement_name(enum zrtp_agreement agreement)
{
	switch (agreement) {
	case ZRTP_DH3K:
		return "DH-3072";
	case ZRTP_X255:
		return "X25519";
	case ZRTP_MULT:
		return "multistream";
	case ZRTP_AGREEMENT_NONE:
		break;
	}
	return "none";
}

static const char *cipher_name(enum zrtp_cipher cipher)
{
	return cipher == ZRTP_AES3 ? "AES-256" : "AES-128";
}

static const char *auth_name(enum zrtp_auth auth)
{
	switch (auth) {
	case ZRTP_GCM:
		return "GCM";
	case ZRTP_HS80:
		return "HMAC-SHA1-80";
	case ZRTP_HS32:
		return "HMAC-SHA1-32";
	case ZRTP_AUTH_NONE:
		break;
	}
	return "none";
}

static void describe(const struct call *call, const struct zrtp_result *result,
		     struct calling_message *message)
{
	_Static_assert(ZRTP_SAS_TEXT <= CALLING_TEXT, "fits in a message");
	memcpy(message->text, result->sas, sizeof(result->sas));
	snprintf(message->name, sizeof(message->name), "%s, %s, %s",
		 agreement_name(result->agreement), cipher_name(result->cipher),
		 auth_name(result->auth));
	if (result->verified || call->verified)
		message->flag = CALLING_VERIFIED;
	else
		message->flag = call->changed ? CALLING_CHANGED : CALLING_UNVERIFIED;
}

void call_tell_security(const struct call *call)
{
	struct calling_message message = { .type = CALLING_SECURITY, .call = call->number };
	struct zrtp_result result;

	if (call->state != CALL_KEYING && call->state != CALL_SECURE)
		return;
	message.value = call->state == CALL_SECURE ? CALLING_SECURE : CALLING_KEYING;
	if (call->state == CALL_SECURE && zrtp_result(call->zrtp, &result)) {
		describe(call, &result, &message);
		OPENSSL_cleanse(&result, sizeof(result));
	}
	call->ports->tell(call->ports->context, MEDIA_PHONE, &message, sizeof(message));
}

void call_verify(struct call *call)
{
	if (call->state != CALL_SECURE)
		return;
	if (!zrtp_set_verified(call->zrtp, true))
		fprintf(stderr, "media: call %u: the verification could not be kept\n",
			call->number);
	call->verified = true;
	call_tell_security(call);
}
