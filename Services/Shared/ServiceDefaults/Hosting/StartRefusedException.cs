namespace EventDriven.ServiceDefaults;

/// <summary>The process cannot start with its settings.</summary>
/// <param name="why">Says what is wrong and what to do. It is shown alone.</param>
public sealed class StartRefusedException(string why) : Exception(why);
