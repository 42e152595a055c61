/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words: all that the app says, in the languages it speaks. One table, words.c.
 */
#ifndef USER_APPS_PHONE_WORDS_H
#define USER_APPS_PHONE_WORDS_H

#include <stddef.h>

enum language {
	ENGLISH,
	CHINESE,
	LANGUAGES,
};

#define WORDS(X)                                                                                                            \
	X(TAB_KEYPAD)                                                                                                       \
	X(TAB_CONTACTS) X(TAB_HISTORY) X(TAB_SETTINGS) X(REACHABLE) X(NOT_REACHABLE) X(DIAL_HINT) X(ADDRESS_HINT) X(        \
		NO_CONTACTS) X(NO_CONTACTS_WHY) X(NO_HISTORY) X(NO_HISTORY_WHY) X(IN_MEMORY) X(CALL) X(ANSWER)              \
		X(DECLINE) X(HANG_UP) X(MUTE) X(MUTED) X(DETAILS) X(CLOSE) X(AGAIN) X(INCOMING) X(NOT_A_CONTACT) X(         \
			CLAIMS) X(BEFORE_ANSWER) X(CALLING) X(RINGING) X(CONNECTING) X(NOT_YET) X(KEYING) X(KEYING_WHY)     \
			X(ENCRYPTED) X(VERIFIED) X(VERIFIED_BEFORE) X(COMPARE) X(COMPARE_HOW) X(MATCH) X(                   \
				DIFFER) X(DIFFER_TITLE) X(DIFFER_WHY) X(DIFFER_YES) X(DIFFER_NO) X(NOW) X(MINUTES_AGO)      \
				X(HOURS_AGO) X(DAYS_AGO) X(PAST_MISSED) X(PAST_REFUSED) X(PAST_DECLINED) X(                 \
					PAST_FAILED) X(PAST_BUSY) X(PAST_NO_ANSWER) X(PAST_INCOMING) X(PAST_OUTGOING)       \
					X(STAT_SENT) X(STAT_RECEIVED) X(STAT_LOST) X(STAT_CONCEALED) X(                     \
						STAT_REJECTED) X(STAT_JITTER) X(STAT_DELAY) X(STAT_SIZE)                    \
						X(STAT_SECURE_AFTER) X(LANGUAGE) X(GRANTS) X(GRANTS_WHY) X(                 \
							NO_GRANTS) X(ABOUT) X(ABOUT_WHY) X(ABOUT_TEXT) X(REFUSED_CALLER)    \
							X(END_NORMAL) X(END_BUSY) X(END_DECLINED) X(                        \
								END_NOT_FOUND) X(END_UNREACHABLE) X(END_NO_ANSWER)          \
								X(END_NOT_SECURE) X(END_KEYING_FAILED) X(                   \
									END_DOWNGRADE) X(END_MEDIA_LOST) X(END_INTERNAL)    \
									X(END_INCOMPATIBLE) X(END_DIFFERED) X(              \
										WHY_NORMAL) X(WHY_BUSY) X(WHY_DECLINED)     \
										X(WHY_NOT_FOUND) X(WHY_UNREACHABLE) X(      \
											WHY_NO_ANSWER) X(WHY_NOT_SECURE)    \
											X(WHY_KEYING_FAILED) X(             \
												WHY_DOWNGRADE)              \
												X(WHY_MEDIA_LOST) X(        \
													WHY_INTERNAL)       \
													X(WHY_INCOMPATIBLE) \
														X(WHY_DIFFERED)

enum word {
#define WORD(name) WORD_##name,
	WORDS(WORD)
#undef WORD
		WORD_COUNT,
};

const char *say(enum language language, enum word word);

/* The word with its '%' replaced by `with`, in `out`, which is returned. */
const char *say_with(enum language language, enum word word, const char *with, char *out,
		     size_t size);

/* The title and the reason of an enum calling_end or CALL_DIFFERED. */
enum word word_of_end(unsigned int end);
enum word why_of_end(unsigned int end);

#endif
