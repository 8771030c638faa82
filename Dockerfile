# The assets: built with Node, which the running image does without.
FROM node:22-slim AS assets
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci --omit=dev
COPY static ./static
RUN npm run build

# What the product runs on.
FROM python:3.11-slim-bookworm AS python
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RESOLVE_MODE=production \
    RESOLVE_VAR=/app/var
WORKDIR /app
RUN useradd --system --no-create-home --uid 10001 resolve && install -d -o resolve /app/var
COPY --from=python /venv /venv
COPY . .
COPY --from=assets /app/static/dist ./static/dist
# In local mode, and with a secret that is used for nothing: no database, no broker, no secret gets into the image.
RUN RESOLVE_MODE=local SECRET_KEY=for-the-build-only python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /app/var/broker && chown -R resolve /app/var
USER resolve
EXPOSE 8000
CMD ["gunicorn", "-c", "python:escalation.gunicorn_config", "escalation.wsgi"]
