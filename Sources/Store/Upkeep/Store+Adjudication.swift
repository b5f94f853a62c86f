package import Studies

extension Store {
    /// Stores the outcome of a discussion beside the blind ratings.
    package func adjudicate(_ record: RatingRecord, study: String) throws {
        try write { database in
            let writer = try RatingWriter(study: study, database)
            var record = record
            record.study = study
            try writer.insert(try writer.resolved(ImportedRating(line: 0, record: record)))
        }
    }
}
