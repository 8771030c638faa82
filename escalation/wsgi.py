"""The WSGI application that gunicorn serves; it does not start unsafely in production."""

import os

from django.core.wsgi import get_wsgi_application

from escalation.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalation.settings")

application = get_wsgi_application()
refuse_unsafe_start()
