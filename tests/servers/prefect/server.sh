# Prefect, which runs flows of tasks; its database is SQLite's.
version=3.9.1
ready=/api/ready

install() {
    from_pypi prefect=="$version"
}

start() {
    export PREFECT_HOME=$data PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1
    export PREFECT_API_DATABASE_CONNECTION_URL=sqlite+aiosqlite:///$data/prefect.db
    # Nothing runs flows but the journey; what else would, holds the database.
    export PREFECT_SERVER_DATABASE_TIMEOUT=60
    exec "$home/python/bin/prefect" server start --host 127.0.0.1 --port "$port" --no-ui --no-services
}

description() {
    served /openapi.json
}
