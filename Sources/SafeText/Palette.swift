/// How styles are drawn on a terminal, by how many colours it has and how light its ground is.
package struct Palette: Sendable, Equatable {
    /// How many colours a terminal draws.
    package enum Depth: Int, Sendable, Comparable {
        /// No colour, but bold, underlined and reverse.
        case none, sixteen, many, full

        package static func < (left: Depth, right: Depth) -> Bool { left.rawValue < right.rawValue }
    }

    /// The ground that text stands on.
    package enum Ground: String, Sendable, CaseIterable {
        case dark, light
    }

    package var depth: Depth
    package var ground: Ground

    package init(depth: Depth, ground: Ground = .dark) {
        self.depth = depth
        self.ground = ground
    }

    /// What the environment says: `NO_COLOR`, `COLORTERM`, `TERM`, and `COLORFGBG` for the ground.
    package init(environment: [String: String]) {
        let term = environment["TERM"] ?? ""
        if environment["NO_COLOR"]?.isEmpty == false {
            depth = .none
        } else if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") {
            depth = .full
        } else {
            depth = term.contains("256color") ? .many : .sixteen
        }
        let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        ground = background.map { $0 == 7 || $0 == 15 } == true ? .light : .dark
    }

    /// The line with SGR sequences around each run that has a style.
    package func escaped(_ line: StyledLine) -> String {
        line.runs.map { run in
            let codes = codes(run.style)
            return codes.isEmpty || run.text.isEmpty ? run.text : "\u{1B}[\(codes)m\(run.text)\u{1B}[0m"
        }.joined()
    }

    private func codes(_ style: TextStyle) -> String {
        var codes: [String] = []
        if !style.isDisjoint(with: [.strong, .heading, .key]) { codes.append("1") }
        if style.contains(.frame) { codes.append("2") }
        if style.contains(.emphasis) { codes.append("3") }
        if !style.isDisjoint(with: [.link, .added]) { codes.append("4") }
        if style.contains(.match) { codes.append("7") }
        if style.contains(.struck) || (depth == .none && style.contains(.removed)) { codes.append("9") }
        if style.contains(.removed) { codes += color(.red) }
        if style.contains(.added) { codes += color(.green) }
        if !style.isDisjoint(with: [.code, .key]) { codes += color(.cyan) }
        if style.contains(.dim) { codes += color(.grey) }
        return codes.joined(separator: ";")
    }

    private enum Tint { case red, green, cyan, grey }

    /// The sixteen colours follow the terminal's own theme; the others are chosen to be legible on the ground.
    private func color(_ tint: Tint) -> [String] {
        switch (depth, tint, ground) {
        case (.none, _, _): []
        case (.sixteen, .grey, _): []
        case (.many, .grey, .dark): ["38;5;249"]
        case (.many, .grey, .light): ["38;5;240"]
        case (.full, .grey, .dark): ["38;2;178;178;178"]
        case (.full, .grey, .light): ["38;2;88;88;88"]
        case (.sixteen, .red, _): ["31"]
        case (.sixteen, .green, _): ["32"]
        case (.sixteen, .cyan, _): ["36"]
        case (.many, .red, .dark): ["38;5;210"]
        case (.many, .red, .light): ["38;5;124"]
        case (.many, .green, .dark): ["38;5;114"]
        case (.many, .green, .light): ["38;5;22"]
        case (.many, .cyan, .dark): ["38;5;116"]
        case (.many, .cyan, .light): ["38;5;24"]
        case (.full, .red, .dark): ["38;2;255;140;130"]
        case (.full, .red, .light): ["38;2;160;20;20"]
        case (.full, .green, .dark): ["38;2;130;220;140"]
        case (.full, .green, .light): ["38;2;0;90;20"]
        case (.full, .cyan, .dark): ["38;2;130;215;225"]
        case (.full, .cyan, .light): ["38;2;0;85;110"]
        }
    }
}
