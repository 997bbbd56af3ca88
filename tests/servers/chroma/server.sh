# Chroma, a database of vectors, as it starts by itself: without authentication.
version=1.5.9
ready=/api/v2/heartbeat

install() {
    from_pypi chromadb=="$version"
}

start() {
    export ANONYMIZED_TELEMETRY=False
    exec "$home/python/bin/chroma" run --host 127.0.0.1 --port "$port" --path "$data"
}

description() {
    served /openapi.json
}
