# Jupyter's server of notebooks and kernels, behind a token, with Python's kernel.
version=2.21.1
ready=/api
export SERVER_KEY=journey-7f3a

install() {
    from_pypi jupyter_server=="$version" ipykernel==7.4.0
}

start() {
    export JUPYTER_CONFIG_DIR=$data/config JUPYTER_DATA_DIR=$data/share JUPYTER_RUNTIME_DIR=$data/runtime
    mkdir "$data/files"
    exec "$home/python/bin/jupyter-server" --allow-root --no-browser --ip=127.0.0.1 --port="$port" \
        --ServerApp.port_retries=0 --ServerApp.root_dir="$data/files" --IdentityProvider.token="$SERVER_KEY"
}

description() {
    printf '%s\n' "$home"/python/lib/python3*/site-packages/jupyter_server/services/api/api.yaml
}
