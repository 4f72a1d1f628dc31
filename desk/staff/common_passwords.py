"""Words that passwords are made of most often: alone, or with a year behind them, they are none."""

from __future__ import annotations

# From the lists of leaked passwords that are published every year, and what people of a hosting
# company think of first. Digits and signs around a word, and digits in place of letters, are
# taken off before one is looked up.
_WORDS = """
abcdef abcdefg abcdefgh access account admin administrator administrators alexander amanda andrea
andrew angel angels anhyeuem anthony apple april asdf asdfgh asdfghjkl asdfghjklm asdfjkl august
autumn azdigi azerty azertyuiop babygirl backup baseball basketball batman blink buster butterfly
canada changeit changeme charlie charlotte cheese chelsea chocolate christian christopher company
computer conyeume cookie corvette cowboy cpanel danang daniel database december default demo
diamond dragon dragonball elephant elizabeth emyeuanh facebook family fashion february ferrari
flower football forever freedom friday frontdesk fuckyou gateway george ginger google guest hannah
hanoi harley hello helloworld helpdesk hosting hottie hunter iloveu iloveyou iloveyouforever
internet january jasmine jennifer jessica jonathan jordan joshua khongbiet killer letmein
letmeinnow liverpool lovelove lovely loveme loveyou manager manchester manchesterunited march
master matkhau matrix matthew maverick mercedes merlin michael michelle microsoft monday monkey
mustang mypassword naruto nicole nothing november october oracle pass passpass passphrase passw
password passwordpassword passwords passwort patrick peanut pepper pokemon princess purple qazwsx
qazwsxedc qwaszx qweasd qweasdzxc qwer qwert qwerty qwertyqwerty qwertyui qwertyuiop
qwertyuiopasdfghjkl qwertz qwertzuiop rainbow robert root saigon samantha samsung saturday secret
security september server service shadow snoopy soccer spiderman spring staff starwars success
summer sunday sunshine superman superstar supervisor support sysadmin system taylor teamviewer
technical temp temporary test tester testing testtest thomas thuongnhieu thursday tigger tinkerbell
trustme trustno tuesday user username vietnam vietnamvodich webmaster wednesday welcome welcometo
whatever william windows winter wordpress xinchao yamaha yankees yeuem zxcvbn zxcvbnm
"""

COMMON_WORDS = frozenset(_WORDS.split())

KEYS_IN_A_ROW = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "!@#$%^&*()_+",
)
"""How fingers run over a keyboard; a password that is a part of one is none."""
