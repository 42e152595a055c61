/* SPDX-License-Identifier: Apache-2.0 */
/* Errors in words. */
#include "lib/zrtp/zrtp.h"

const char *zrtp_error_text(enum zrtp_error error)
{
	switch (error) {
	case ZRTP_NO_ERROR:
		return "no error";
	case ZRTP_MALFORMED:
		return "malformed packet";
	case ZRTP_CRITICAL:
		return "critical software error";
	case ZRTP_UNSUPPORTED_VERSION:
		return "unsupported version of ZRTP";
	case ZRTP_HELLO_MISMATCH:
		return "commit does not match the hello";
	case ZRTP_NO_COMMON_HASH:
		return "no common hash";
	case ZRTP_NO_COMMON_CIPHER:
		return "no common cipher";
	case ZRTP_NO_COMMON_AGREEMENT:
		return "no common key agreement";
	case ZRTP_NO_COMMON_AUTH:
		return "no common media authentication";
	case ZRTP_NO_COMMON_SAS:
		return "no common authentication string";
	case ZRTP_NO_SHARED_SECRET:
		return "no shared secret for a further stream";
	case ZRTP_BAD_PUBLIC_VALUE:
		return "bad public value: possible attack";
	case ZRTP_BAD_COMMITMENT:
		return "public value differs from the commitment: possible attack";
	case ZRTP_RELAYED_SAS:
		return "authentication string relayed by an untrusted party";
	case ZRTP_BAD_CONFIRM:
		return "keys differ: possible attack";
	case ZRTP_NONCE_REUSE:
		return "nonce used twice";
	case ZRTP_EQUAL_ZID:
		return "peer shows our own identifier";
	case ZRTP_SSRC_COLLISION:
		return "both ends use the same stream identifier";
	case ZRTP_UNAVAILABLE:
		return "service unavailable";
	case ZRTP_TIMEOUT:
		return "peer fell silent";
	case ZRTP_GOCLEAR_REFUSED:
		return "going clear refused";
	case ZRTP_HELLO_HASH_MISMATCH:
		return "hello differs from the announced one: possible attack";
	case ZRTP_BAD_HASH_CHAIN:
		return "hash chain broken: possible attack";
	case ZRTP_BAD_MESSAGE_MAC:
		return "message changed on the way: possible attack";
	case ZRTP_UNKNOWN_ERROR:
		return "unknown error";
	}
	return "unknown error";
}
