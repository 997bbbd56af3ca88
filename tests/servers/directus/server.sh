# Directus, a back end whose API follows from its tables, with one collection and an administrator; SQLite keeps it.
version=11.3.5
ready=/server/ping
export SERVER_USER=admin@example.org SERVER_KEY=journey-7f3a

install() {
    # The driver of SQLite is built here, with the headers that came with Node.
    export npm_config_nodedir=${npm_config_nodedir:-$(node -p 'path.dirname(path.dirname(process.execPath))')}
    from_npm "directus@$version"
}

start() {
    mkdir "$data/extensions" "$data/uploads"
    export HOST=127.0.0.1 PORT=$port PUBLIC_URL=$SERVER_URL SECRET=$SERVER_KEY TELEMETRY=false SERVE_APP=false
    export DB_CLIENT=sqlite3 DB_FILENAME=$data/data.db EXTENSIONS_PATH=$data/extensions
    export STORAGE_LOCATIONS=local STORAGE_LOCAL_ROOT=$data/uploads
    export ADMIN_EMAIL=$SERVER_USER ADMIN_PASSWORD=$SERVER_KEY ADMIN_TOKEN=$SERVER_KEY
    "$home/node/node_modules/.bin/directus" bootstrap
    exec "$home/node/node_modules/.bin/directus" start
}

# Its description has what is in its tables.
description() {
    curl --silent --show-error --fail --max-time 30 --output /dev/null \
        --header "authorization: Bearer $SERVER_KEY" --header 'content-type: application/json' \
        --data "@$here/articles.json" "$SERVER_URL/collections"
    served /server/specs/oas --header "authorization: Bearer $SERVER_KEY"
}
