import SafeText

/// A table laid out in aligned columns, or as one record a row where it is too wide for that.
struct MarkdownTable {
    /// Columns narrower than this are not worth wrapping into.
    private static let narrowest = 6

    let rows: [[String]]

    func lines(columns: Int) -> [StyledLine] {
        let cells = rows.enumerated().map { index, row in
            row.map { MarkdownInline.runs($0, index == 0 ? .strong : []) }
        }
        let count = cells.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            max(1, cells.map { column < $0.count ? StyledLine($0[column]).width : 0 }.max() ?? 1)
        }
        guard let fitted = Self.fit(widths, into: columns - 3 * (count - 1)) else { return records(cells, columns) }
        var lines: [StyledLine] = []
        for (index, row) in cells.enumerated() {
            lines += Self.line(row, fitted)
            if index == 0 { lines.append(Self.rule(fitted)) }
        }
        return lines
    }

    /// Widths that fit: the widest columns give way first; nil where they would become too narrow.
    private static func fit(_ widths: [Int], into room: Int) -> [Int]? {
        if widths.reduce(0, +) <= room { return widths }
        let (few, many) = (widths.map { min($0, narrowest) }.reduce(0, +), widths.max() ?? 0)
        guard few <= room else { return nil }
        var (low, high) = (narrowest, many)
        while low < high {
            let middle = (low + high + 1) / 2
            if widths.map({ min($0, middle) }).reduce(0, +) <= room { low = middle } else { high = middle - 1 }
        }
        return widths.map { min($0, low) }
    }

    private static func line(_ row: [[StyledRun]], _ widths: [Int]) -> [StyledLine] {
        let cells = widths.enumerated().map { column, width in
            column < row.count ? Wrapping.lines(row[column], columns: width) : [StyledLine()]
        }
        return (0..<(cells.map(\.count).max() ?? 1)).map { index in
            var line = StyledLine()
            for (column, cell) in cells.enumerated() {
                if column > 0 { line = StyledLine([StyledRun(" │ ", .frame)]).prefixed(by: line) }
                let part = index < cell.count ? cell[index] : StyledLine()
                line = part.padded(to: widths[column]).prefixed(by: line)
            }
            return line
        }
    }

    private static func rule(_ widths: [Int]) -> StyledLine {
        StyledLine([StyledRun(widths.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─"), .frame)])
    }

    private func records(_ cells: [[[StyledRun]]], _ columns: Int) -> [StyledLine] {
        guard let header = cells.first else { return [] }
        guard cells.count > 1 else { return header.flatMap { Wrapping.lines($0, columns: columns) } }
        var lines: [StyledLine] = []
        for (index, row) in cells.dropFirst().enumerated() {
            if index > 0 { lines.append(StyledLine([StyledRun("──", .frame)])) }
            for column in 0..<max(row.count, header.count) {
                let name = column < header.count ? header[column] : []
                let value = column < row.count ? row[column] : []
                lines += Wrapping.lines(name + [StyledRun(": ", .frame)] + value, columns: columns)
            }
        }
        return lines
    }
}
