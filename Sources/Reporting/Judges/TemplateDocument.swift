/// One template that comes with the program, to be written in any format.
package struct TemplateDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.template.v1"

    private let name: String
    private let summary: String
    private let source: String

    /// `summary` is what it is for.
    package init(_ name: String, summary: String, source: String) {
        self.name = name
        self.summary = summary
        self.source = source
    }

    /// The document in that format; a reader gets the template as it is saved.
    package func written(as format: Format) -> String {
        guard format == .json || format == .csv else { return source }
        return Table(
            columns: [.init("template"), .init("for"), .init("source")],
            rows: [[.text(name), .text(summary), .text(source)]]
        ).written(as: format, schema: Self.schema)
    }
}
