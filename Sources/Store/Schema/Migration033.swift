extension Schema {
    /// No question is asked by a text's slot: the index of a text's rows by reviewer finds them as well, and each index of a
    /// plan of hundreds of thousands of rows costs time with every import, plan and look at the file.
    static let migration033 = "DROP INDEX live_row_of_a_slot"
}
