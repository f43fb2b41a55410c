# nix run github:OWNER/REPOSITORY -- --version
{
  description = "Answer challenges, sign requests and derive key ids from a terminal";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      manifest = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).package;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];
      forEachSystem = build: nixpkgs.lib.genAttrs systems (system: build nixpkgs.legacyPackages.${system});
    in
    {
      packages = forEachSystem (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = manifest.name;
          inherit (manifest) version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # the integration tests drive the program through the system's shells and need the network of 127.0.0.1
          cargoTestFlags = [
            "--lib"
            "--bins"
          ];
          postInstall = ''
            installManPage man/*.1
            installShellCompletion --cmd countersign \
              --bash completions/countersign.bash \
              --fish completions/countersign.fish \
              --zsh completions/_countersign
          '';
          meta = {
            inherit (manifest) description;
            homepage = manifest.repository;
            license = with nixpkgs.lib.licenses; [
              mit
              asl20
            ];
            mainProgram = manifest.name;
          };
        };
      });
    };
}
