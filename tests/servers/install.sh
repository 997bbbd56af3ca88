# How servers are installed, each by its own package manager; `drive` reads this. What can't be had is skipped.

# Runs a command that installs, and shows what it says only if that is why there is no server.
installing() {
    "$@" >"$home/install.log" 2>&1 </dev/null && return
    local last
    last=$(grep --ignore-case --max-count 1 --regexp '^e:\|error' "$home/install.log" || tail -n 1 "$home/install.log")
    skip "it can't be installed: ${last:-$1 says nothing}"
}

# Installs Debian's packages, of which the first is the server, into the system.
from_debian() {
    command -v apt-get >/dev/null || skip "no apt-get here"
    if ! dpkg-query --show "$@" >/dev/null 2>&1; then
        local root=()
        if ((EUID != 0)); then
            sudo --non-interactive true 2>/dev/null || skip "$1 isn't installed, and only root can do that"
            root=(sudo --non-interactive)
        fi
        # What systemd finds it starts, which would listen on every interface.
        [[ ! -d /run/systemd/system ]] || skip "$1 isn't installed, and installing it would start it as a service"
        local get=(apt-get --quiet --yes --no-install-recommends -o Acquire::Retries=1 -o Acquire::http::Timeout=20)
        # Only what needs the network has a limit: what is unpacked is never left halfway.
        installing timeout --kill-after=10 "$install_limit" "${root[@]}" "${get[@]}" update
        installing timeout --kill-after=10 "$install_limit" "${root[@]}" "${get[@]}" install --download-only "$@"
        # Nothing is to be started as a service: that would listen on every interface.
        installing "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 "${get[@]}" install "$@"
    fi
    local found
    found=$(dpkg-query --show --showformat '${Version}' "$1")
    [[ $found == "$version"[.+~-]* ]] || skip "$1 is $found here, and its description is that of $version"
}

# Installs packages of PyPI into an environment of their own, $home/python, once.
from_pypi() {
    command -v python3 >/dev/null || skip "no Python here"
    [[ -f $home/python/$version.installed ]] && return
    rm -rf "$home/python"
    installing python3 -m venv "$home/python"
    installing timeout --kill-after=10 "$install_limit" "$home/python/bin/pip" install --quiet --no-input --no-cache-dir --disable-pip-version-check \
        --retries 1 --timeout 20 "$@"
    touch "$home/python/$version.installed"
}

# Installs a package for Node below $home/node, once.
from_npm() {
    command -v npm >/dev/null || skip "no npm here"
    [[ -f $home/node/$version.installed ]] && return
    rm -rf "$home/node"
    mkdir -p "$home/node"
    installing timeout --kill-after=10 "$install_limit" npm install --no-audit --no-fund --no-update-notifier --fetch-retries=1 --fetch-timeout=20000 \
        --prefix "$home/node" "$@"
    touch "$home/node/$version.installed"
}

# The description of this name that others have published, or else this file of the source of a package of Debian.
published() {
    if [[ -f $shared/$1 ]]; then
        printf '%s\n' "$shared/$1"
    elif (($# == 3)); then
        from_source "$2" "$3"
    else
        skip "../shared/servers has no $1, and no package has it either"
    fi
}

# Takes a file out of a source package of Debian, once: $home/source/PACKAGE.yaml.
from_source() {
    local package=$1 file=$2 folder=$home/source
    if [[ ! -f $folder/$package.yaml ]]; then
        rm -rf "$folder"
        mkdir -p "$folder/lists/partial"
        # The system's own lists are of binary packages alone, and stay as they are.
        apt-get indextargets --format "deb-src \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' | sort --unique >"$folder/sources.list"
        local get=(apt-get --quiet --yes -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=-
            -o "Dir::State::Lists=$folder/lists" -o Acquire::Retries=1 -o Acquire::http::Timeout=20)
        installing timeout --kill-after=10 "$install_limit" "${get[@]}" update
        (cd "$folder" && installing timeout --kill-after=10 "$install_limit" "${get[@]}" source --download-only "$package") || exit
        local archive
        for archive in "$folder"/*.orig*.tar.*; do
            tar --extract --to-stdout --wildcards --file "$archive" "*/$file" >"$folder/found" 2>/dev/null && break
        done
        [[ -s $folder/found ]] || skip "the source of $package has no $file"
        mv "$folder/found" "$folder/$package.yaml"
    fi
    printf '%s\n' "$folder/$package.yaml"
}

# The description that the server has at this path, with options of curl.
served() {
    curl --silent --show-error --fail --max-time 30 --output "$home/description.json" "${@:2}" "$SERVER_URL$1"
    printf '%s\n' "$home/description.json"
}
