import Glibc

/// The one executable.
@main
enum Dray {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(await Commands.run(arguments))
    }
}
