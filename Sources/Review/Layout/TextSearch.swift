import Foundation
package import SafeText

/// Finds words in laid-out lines, whatever their case and accents.
package struct TextSearch: Sendable, Equatable {
    /// The numbers of the lines with a match, in order.
    package let matches: [Int]
    /// The lines with each match marked.
    package let lines: [StyledLine]

    /// Looks for `needle` in each line; one that is broken over two lines is found in neither.
    package init(_ needle: String, in lines: [StyledLine]) {
        let wanted = Array(needle.map(Self.folded))
        var matches: [Int] = []
        var marked = lines
        if !wanted.isEmpty {
            for (index, line) in lines.enumerated() {
                let ranges = Self.ranges(of: wanted, in: line.runs.flatMap { $0.text.map(Self.folded) })
                guard !ranges.isEmpty else { continue }
                matches.append(index)
                marked[index].runs = Self.marking(ranges, in: line.runs)
            }
        }
        (self.matches, self.lines) = (matches, marked)
    }

    private static func folded(_ character: Character) -> String {
        if let ascii = character.asciiValue { return String(Unicode.Scalar(ascii)).lowercased() }
        return String(character).folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive],
            locale: nil
        )
    }

    private static func ranges(of wanted: [String], in line: [String]) -> [Range<Int>] {
        var (ranges, index) = ([Range<Int>](), 0)
        while index + wanted.count <= line.count {
            if line[index] == wanted[0], line[index..<(index + wanted.count)].elementsEqual(wanted) {
                ranges.append(index..<(index + wanted.count))
                index += wanted.count
            } else {
                index += 1
            }
        }
        return ranges
    }

    private static func marking(_ ranges: [Range<Int>], in runs: [StyledRun]) -> [StyledRun] {
        var (out, position, next) = ([StyledRun](), 0, 0)
        for run in runs {
            for character in run.text {
                while next < ranges.count, ranges[next].upperBound <= position { next += 1 }
                let isMatch = next < ranges.count && ranges[next].contains(position)
                let style = isMatch ? run.style.union(.match) : run.style
                if out.last?.style == style {
                    out[out.count - 1].text.append(character)
                } else {
                    out.append(StyledRun(String(character), style))
                }
                position += 1
            }
        }
        return out
    }
}
