# The frame of every page.
web-skip = Skip to content
web-nav = Main navigation
web-nav-ask = Ask for help
web-nav-network = Network
web-nav-directory = Directory
web-nav-figures = Figures
web-nav-inbox = Inbox
web-nav-admin = Administration
web-other-language = Français
web-theme-dark = Dark theme
web-account = My account
web-sign-in = Sign in
web-sign-out = Sign out
web-demo-label = About this demonstration
web-demo = Demonstration: people and requests are invented, no message is sent.
web-demo-mail = Read the captured messages
web-footer = Footer
web-accessibility = Accessibility: not compliant
web-legal = Legal notice
web-privacy = Personal data
web-api = API (OpenAPI)
web-version = Version { $version }
web-optional = (optional)
web-colon = :
web-quoted = “{ $text }”
web-confirm-yes = Continue
web-confirm-no = Cancel
web-close = Close
web-save = Save
web-cancel = Cancel
web-search = Search
web-filter = Filter
web-filter-reset = Show all
web-show-table = Show the data as a table
web-errors-title = { $n ->
    [one] One point needs correcting
   *[other] { $n } points need correcting
}
web-draft-restored = Your draft was found on this device.
web-draft-discard = Discard it
web-picker-none = No result
web-picker-wait = Searching…
web-picker-create = Add
web-picker-remove = Remove
web-pager = Pages of the list
web-pager-first = Back to the start
web-pager-next = Next page
web-pager-end = End of the list
web-error-reference = If you write to us, please give this reference:
web-error-home = Back to the home page
web-mail-why = You receive this message because your address is linked to a request or an account on { $brand }. If it is not, ignore it.
web-shortcuts = Keyboard shortcuts
web-shortcuts-on = Use one-key shortcuts on this device
web-month-1 = January
web-month-2 = February
web-month-3 = March
web-month-4 = April
web-month-5 = May
web-month-6 = June
web-month-7 = July
web-month-8 = August
web-month-9 = September
web-month-10 = October
web-month-11 = November
web-month-12 = December
web-left-minutes = in { $n } min
web-left-hours = in { $n } h
web-left-days = in { $n } days
web-ago-now = just now
web-ago-minutes = { $n } min ago
web-ago-hours = { $n } h ago
web-ago-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
