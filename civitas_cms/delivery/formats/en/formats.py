"""How dates and times are written where a template does not say it: with hours from 0 to 23, as in "08:30".

The names are Django's; see https://docs.djangoproject.com/en/5.2/topics/i18n/formatting/.
"""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
