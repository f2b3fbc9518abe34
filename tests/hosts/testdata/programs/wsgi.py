"""For gunicorn and uWSGI."""

import traceback

import work


def app(environ, start_response):
    try:
        path = environ["PATH_INFO"]
        body = str(work.use_all() if path == "/all" else work.together(path + "?" + environ["QUERY_STRING"]))
        start_response("200 OK", [("Content-Type", "text/plain")])
    except BaseException:
        body = traceback.format_exc()
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [body.encode()]


application = app  # uWSGI's name for it
