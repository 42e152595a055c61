# SPDX-License-Identifier: Apache-2.0
"""What an owner's finger does on the sealed world's screens: places of its buttons, in pixels of the panel."""

_COLUMNS = (152, 360, 568)
_ROWS = (516, 664, 812, 960)
KEYPAD = {key: (_COLUMNS[i % 3], _ROWS[i // 3]) for i, key in enumerate("123456789*0#")}

KEYPAD_TAB, CONTACTS_TAB, HISTORY_TAB, SETTINGS_TAB = ((x, 1372) for x in (90, 270, 450, 630))
CALL = (360, 1132)
ANSWER = (532, 1220)
DECLINE = (188, 1220)
HANG_UP = (360, 1188)

# In the settings, and lists.
ENGLISH, CHINESE = (190, 388), (530, 388)
GRANTS, ABOUT = (360, 556), (360, 692)
FIRST, SECOND = (360, 280), (360, 400)  # of the contacts


def dial(phone, number):
    """From the keypad."""
    phone.tap(*KEYPAD_TAB)
    for digit in number:
        phone.tap(*KEYPAD[digit])
    phone.tap(*CALL)
