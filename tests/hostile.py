"""A report full of what a page must not run, fetch or link to, in both languages, and a translation note of the same kind."""

SCRIPT = "<script>alert('周末')</script>"
ZH = f"""小镇<b>图书馆</b>开放办法{{{{7*7}}}}
一、开放<img src=x onerror=alert(1)>时间
周末延长开放到晚上十点{SCRIPT}，由[志愿者](javascript:alert(1))值班${{alert(1)}}。平日上午九点&lt;开门&gt;，见 http://evil.example/x 和脚注[1]。
二、借书"规则'
借书须办读者证![图](http://evil.example/x.png)，每人最多借五本书。
"""
EN = """Opening rules of the <b>town</b> library {{7*7}}
I. Opening <img src=x onerror=alert(1)> hours
At weekends the library is open until ten<script>alert('x')</script>, with [volunteers](javascript:alert(1)) on duty ${alert(1)}. \
On weekdays it &lt;opens&gt; at nine, see http://evil.example/x and footnote [1].
II. Rules "for' borrowing
Borrowing requires a reader's card ![card](http://evil.example/x.png); everyone may borrow at most five books.
"""
NOTES = f'[[note]]\nzh = "五本书"\nen = "five books"\nsays = {{zh = "注{SCRIPT}\\"", en = "a note {SCRIPT}\\""}}\n'
