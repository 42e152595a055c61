/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of words. Plain language: what is, what it means, what to do; no jargon, no blame.
 */
#include "user/apps/phone/words.h"

#include <stdio.h>
#include <string.h>

#include "user/apps/phone/call.h"

static const char *const table[WORD_COUNT][LANGUAGES] = {
	[WORD_TAB_KEYPAD] = { "Keypad", "拨号" },
	[WORD_TAB_CONTACTS] = { "Contacts", "联系人" },
	[WORD_TAB_HISTORY] = { "Recent", "最近" },
	[WORD_TAB_SETTINGS] = { "Settings", "设置" },

	[WORD_REACHABLE] = { "Ready: %", "可接听：%" },
	[WORD_NOT_REACHABLE] = { "No network: calls are not possible", "无网络：暂时无法通话" },
	[WORD_DIAL_HINT] = { "Number", "号码" },
	[WORD_ADDRESS_HINT] = { "sip:name@address", "sip:名称@地址" },

	[WORD_NO_CONTACTS] = { "No contacts", "没有联系人" },
	[WORD_NO_CONTACTS_WHY] = { "Contacts come from the file “contacts” of this phone’s image.",
				   "联系人来自本机镜像中的“contacts”文件。" },
	[WORD_NO_HISTORY] = { "No calls yet", "还没有通话" },
	[WORD_NO_HISTORY_WHY] = { "Calls you make, take or miss stand here.",
				  "拨出、接听和未接的电话会显示在这里。" },
	[WORD_IN_MEMORY] = { "History, settings and who was verified are kept in memory until the "
			     "encrypted store comes: gone when the phone is turned off.",
			     "通话记录、设置和核对结果在加密存储启用之前仅保存在内存中：关机后即消失。" },

	[WORD_CALL] = { "Call", "呼叫" },
	[WORD_ANSWER] = { "Answer", "接听" },
	[WORD_DECLINE] = { "Decline", "拒绝" },
	[WORD_HANG_UP] = { "Hang up", "挂断" },
	[WORD_MUTE] = { "Mute", "静音" },
	[WORD_MUTED] = { "Muted", "已静音" },
	[WORD_DETAILS] = { "Details", "详情" },
	[WORD_CLOSE] = { "Close", "关闭" },
	[WORD_AGAIN] = { "Call again", "再次呼叫" },

	[WORD_INCOMING] = { "Incoming call", "来电" },
	[WORD_NOT_A_CONTACT] = { "Not one of your contacts", "不在您的联系人中" },
	[WORD_CLAIMS] = { "Gives the name “%”", "自称“%”" },
	[WORD_BEFORE_ANSWER] = { "Nothing is heard by either side\nbefore the call is encrypted.",
				 "通话加密之前，双方都听不到任何声音。" },
	[WORD_CALLING] = { "Calling…", "正在呼叫…" },
	[WORD_RINGING] = { "Ringing…", "对方正在响铃…" },
	[WORD_CONNECTING] = { "Connecting…", "正在接通…" },

	[WORD_NOT_YET] = { "Not secure yet", "尚未加密" },
	[WORD_KEYING] = { "Agreeing on keys", "正在协商密钥" },
	[WORD_KEYING_WHY] = { "Both sides are silent\nuntil the call is encrypted.",
			      "加密完成之前，双方均为静音。" },
	[WORD_ENCRYPTED] = { "Encrypted end to end", "已端到端加密" },
	[WORD_VERIFIED] = { "Encrypted and verified", "已加密并已核对" },
	[WORD_VERIFIED_BEFORE] = { "Verified in an earlier call", "已在此前的通话中核对" },
	[WORD_COMPARE] = { "Read this out and compare", "请读出并互相核对" },
	[WORD_COMPARE_HOW] = { "If both phones show the same,\nnobody is in between.",
			       "两部手机显示相同，\n说明中间没有他人。" },
	[WORD_CHANGED] = { "Not the keys of last time", "密钥与上次不同" },
	[WORD_CHANGED_WHY] = { "The other phone was replaced, or somebody\nis in between. Compare with care.",
			       "对方更换了手机，或者中间有他人。\n请仔细核对。" },
	[WORD_MATCH] = { "It matches", "一致" },
	[WORD_DIFFER] = { "It differs", "不一致" },
	[WORD_DIFFER_TITLE] = { "Somebody may be listening", "可能有人在窃听" },
	[WORD_DIFFER_WHY] = { "If the other phone really shows something else, the call is not "
			      "private. Hang up.",
			      "如果对方手机显示的内容确实不同，通话就不再私密。请挂断。" },
	[WORD_DIFFER_YES] = { "Hang up", "挂断" },
	[WORD_DIFFER_NO] = { "Compare again", "重新核对" },

	[WORD_NOW] = { "just now", "刚刚" },
	[WORD_MINUTES_AGO] = { "% min ago", "%分钟前" },
	[WORD_HOURS_AGO] = { "% h ago", "%小时前" },
	[WORD_DAYS_AGO] = { "% d ago", "%天前" },
	[WORD_PAST_MISSED] = { "Missed", "未接" },
	[WORD_PAST_REFUSED] = { "Refused: not secure", "已拒绝：不安全" },
	[WORD_PAST_DECLINED] = { "Declined", "已拒绝" },
	[WORD_PAST_FAILED] = { "Did not come about", "未接通" },
	[WORD_PAST_BUSY] = { "Busy", "对方忙" },
	[WORD_PAST_NO_ANSWER] = { "No answer", "无人接听" },
	[WORD_PAST_INCOMING] = { "Incoming", "呼入" },
	[WORD_PAST_OUTGOING] = { "Outgoing", "呼出" },

	[WORD_STAT_SENT] = { "Packets sent", "已发送数据包" },
	[WORD_STAT_RECEIVED] = { "Packets received", "已接收数据包" },
	[WORD_STAT_LOST] = { "Lost", "丢失" },
	[WORD_STAT_CONCEALED] = { "Concealed", "丢包补偿" },
	[WORD_STAT_REJECTED] = { "Rejected as forged", "因伪造而丢弃" },
	[WORD_STAT_JITTER] = { "Jitter", "抖动" },
	[WORD_STAT_DELAY] = { "Playout delay", "播放延迟" },
	[WORD_STAT_SIZE] = { "Size of every packet", "每个数据包大小" },
	[WORD_STAT_SECURE_AFTER] = { "Secure after", "加密用时" },

	[WORD_LANGUAGE] = { "Language", "语言" },
	[WORD_GRANTS] = { "What is granted", "权限授予" },
	[WORD_GRANTS_WHY] = { "Which program may reach what", "每个程序可以访问什么" },
	[WORD_NO_GRANTS] = { "The manifest cannot be read.", "无法读取清单。" },
	[WORD_GRANTS_INTRO] = { "Each program of the sealed world reaches what is listed here, and "
				"nothing else. The kernel enforces it.",
				"密封世界的每个程序只能访问此处列出的内容，由内核强制执行。" },
	[WORD_HARDWARE] = { "Hardware: %", "硬件：%" },
	[WORD_TALKS_TO] = { "Talks to: %", "通信对象：%" },
	[WORD_READS] = { "Reads: %", "读取：%" },
	[WORD_NOTHING] = { "none", "无" },
	[WORD_COMMA] = { ", ", "、" },
	[WORD_ABOUT] = { "About Holdfast", "关于 Holdfast" },
	[WORD_ABOUT_WHY] = { "What it protects, and what not yet", "保护什么，尚未保护什么" },
	[WORD_ABOUT_TEXT] = {
		"Holdfast keeps two worlds apart on one phone. The open world runs an ordinary "
		"system. The sealed world, where you are now, makes encrypted calls.\n\n"
		"The strip at the top says which world you see. No app can draw there.\n\n"
		"A call is encrypted from this phone to the other one, and refused if it cannot "
		"be. Whom you are talking to is certain only after you compared what both "
		"phones show.\n\n"
		"Not protected yet: call history and contacts on a lost phone, who calls whom, "
		"and the emulator this may be running in.",
		"Holdfast 在一部手机上隔离两个世界。开放世界运行普通系统；您现在所在的密封世界用于加密"
		"通话。\n\n"
		"顶部的横条显示您正在看哪个世界，任何应用都无法在那里绘制。\n\n"
		"通话从本机到对方手机全程加密；无法加密的通话会被拒绝。只有在核对两部手机显示的内容之"
		"后，才能确定对方是谁。\n\n"
		"尚未保护：手机丢失后的通话记录和联系人、谁与谁通话，以及运行本机的模拟器。",
	},

	[WORD_REFUSED_CALLER] = { "A call was refused", "已拒绝一个来电" },
	[WORD_END_NORMAL] = { "Call ended", "通话结束" },
	[WORD_END_BUSY] = { "Busy", "对方忙" },
	[WORD_END_DECLINED] = { "Declined", "对方已拒绝" },
	[WORD_END_NOT_FOUND] = { "No such number", "号码不存在" },
	[WORD_END_UNREACHABLE] = { "Cannot be reached", "无法接通" },
	[WORD_END_NO_ANSWER] = { "No answer", "无人接听" },
	[WORD_END_NOT_SECURE] = { "Refused: not secure", "已拒绝：不安全" },
	[WORD_END_KEYING_FAILED] = { "Refused: no secure keys", "已拒绝：无法建立安全密钥" },
	[WORD_END_DOWNGRADE] = { "Ended: encryption was to stop", "已结束：对方要求取消加密" },
	[WORD_END_MEDIA_LOST] = { "Connection lost", "连接中断" },
	[WORD_END_INTERNAL] = { "A part of this phone failed", "本机的一个部件出现故障" },
	[WORD_END_INCOMPATIBLE] = { "Not compatible", "不兼容" },
	[WORD_END_DIFFERED] = { "Ended: the strings differ", "已结束：核对不一致" },

	[WORD_WHY_NORMAL] = { "", "" },
	[WORD_WHY_BUSY] = { "The other side is in another call.", "对方正在通话中。" },
	[WORD_WHY_DECLINED] = { "The other side did not take the call.", "对方没有接听此次来电。" },
	[WORD_WHY_NOT_FOUND] = { "Nobody can be called under this number or address.",
				 "此号码或地址无人使用。" },
	[WORD_WHY_UNREACHABLE] = { "The other phone is turned off, or has no network, or there is no "
				   "way to it from here.",
				   "对方手机已关机、没有网络，或无法从本机到达。" },
	[WORD_WHY_NO_ANSWER] = { "It rang, and nobody answered.", "已响铃，但无人接听。" },
	[WORD_WHY_NOT_SECURE] = { "The other side offers no end-to-end encryption. This phone does "
				  "not speak in the clear: nothing was heard.",
				  "对方不支持端到端加密。本机从不进行明文通话：双方未听到任何声音。" },
	[WORD_WHY_KEYING_FAILED] = { "The two phones could not agree on keys. Somebody may be "
				     "tampering with the connection. Nothing was heard.",
				     "两部手机未能就密钥达成一致，可能有人篡改连接。双方未听到任何声音。" },
	[WORD_WHY_DOWNGRADE] = { "The other side, or somebody in between, wanted to go on without "
				 "encryption. The call was ended instead.",
				 "对方或中间人要求在不加密的情况下继续通话，因此通话已被结束。" },
	[WORD_WHY_MEDIA_LOST] = { "Nothing authentic was received for too long.",
				  "长时间未收到真实可信的数据。" },
	[WORD_WHY_INTERNAL] = { "It was started again. The call could not go on.",
				"该部件已重新启动，但通话无法继续。" },
	[WORD_WHY_INCOMPATIBLE] = { "The two phones have no way of speaking in common.",
				    "两部手机没有共同支持的语音格式。" },
	[WORD_WHY_DIFFERED] = { "Somebody may be between you and the other side. Trust nothing that "
				"was said, and meet in person if you can.",
				"您与对方之间可能有他人。请勿相信刚才的通话内容，如有可能请当面会谈。" },
};

const char *say(enum language language, enum word word)
{
	return table[word][language];
}

const char *say_with(enum language language, enum word word, const char *with, char *out,
		     size_t size)
{
	const char *text = say(language, word), *mark = strchr(text, '%');

	if (mark)
		snprintf(out, size, "%.*s%s%s", (int)(mark - text), text, with, mark + 1);
	else
		snprintf(out, size, "%s", text);
	return out;
}

/* The words of ends stand in the order of enum calling_end. */
enum word word_of_end(unsigned int end)
{
	if (end > CALLING_INCOMPATIBLE)
		return end == CALL_DIFFERED ? WORD_END_DIFFERED : WORD_END_NORMAL;
	return (enum word)(WORD_END_NORMAL + end);
}

enum word why_of_end(unsigned int end)
{
	if (end > CALLING_INCOMPATIBLE)
		return end == CALL_DIFFERED ? WORD_WHY_DIFFERED : WORD_WHY_NORMAL;
	return (enum word)(WORD_WHY_NORMAL + end);
}
