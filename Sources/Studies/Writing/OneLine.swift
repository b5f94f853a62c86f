extension String {
    /// A foreign name as it may stand within a line: without line ends and control characters, cut at 80 characters.
    package var onOneLine: String {
        let scalars = unicodeScalars.map { scalar -> Character in
            let kind = scalar.properties.generalCategory
            return [.control, .lineSeparator, .paragraphSeparator].contains(kind)
                ? " " : Character(scalar)
        }
        return scalars.count > 80 ? String(scalars.prefix(80)) + "…" : String(scalars)
    }
}
