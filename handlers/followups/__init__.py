"""What is said later: fired when due, planned anew when plans change, answered, and shown in a calendar."""
