namespace EventDriven.GroupedSaves;

/// <summary>The database, as a group sees it.</summary>
internal interface ISaveBatch
{
    /// <summary>Sends all rows of the saves as one transaction. Does not throw.</summary>
    Task<BatchResult> ExecuteAsync(IReadOnlyList<Save> saves);

    /// <summary>Whether the database holds what the save would have written.</summary>
    Task<bool> IsSavedAsync(Save save, CancellationToken cancellationToken);
}
