# The API of Docker's engine as podman serves it, without privileges and without a network: images are made of an archive.
version=4.3
ready=/_ping

install() {
    published docker-engine-1.41.yaml >/dev/null
    from_debian podman
}

start() {
    export XDG_RUNTIME_DIR=$data/runtime XDG_CONFIG_HOME=$data/config XDG_DATA_HOME=$data/share
    mkdir -p "$XDG_RUNTIME_DIR"
    exec podman --root "$data/storage" --runroot "$data/run" --storage-driver vfs --events-backend file \
        --cgroup-manager cgroupfs --tmpdir "$data/tmp" --network-config-dir "$data/networks" \
        system service --time 0 "tcp:127.0.0.1:$port"
}

description() {
    # The source of Debian's docker.io has one of the same version that describes other types.
    published docker-engine-1.41.yaml
}
