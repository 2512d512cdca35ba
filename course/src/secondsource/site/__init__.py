"""The course as web pages that need no server, no kernel and no account. Nothing here knows a key.

`write.write_site` makes them from built notebooks. The exercises are drawn by the page code that
Jupyter uses, in a small host (`page/`) that keeps the same record in the browser. `browser` and
`cells` are what the browser's own Python runs.
"""
