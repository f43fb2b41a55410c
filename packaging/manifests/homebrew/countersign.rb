class Countersign < Formula
  desc "Answer challenges, sign requests and derive key ids"
  homepage "@REPOSITORY@"
  url "https://static.crates.io/crates/countersign/countersign-@VERSION@.crate"
  sha256 "@SHA256:countersign-@VERSION@.crate@"
  license any_of: ["MIT", "Apache-2.0"]
  head "@REPOSITORY@.git", branch: "main"

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/countersign.bash" => "countersign"
    fish_completion.install "completions/countersign.fish"
    zsh_completion.install "completions/_countersign"
  end

  test do
    ENV["DEVICE_PASSWORD"] = "your-password"
    command = "#{bin}/countersign device sign --challenge deadbeef --password-env DEVICE_PASSWORD /api/settings/set_show_ip"
    assert_equal "7fdbd8254dc5f802472db9959b9c839d34acb644525df0271bc6df51bb8c1f4a", shell_output(command).strip
  end
end
