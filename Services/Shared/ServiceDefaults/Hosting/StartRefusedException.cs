namespace EventDriven.ServiceDefaults;

/// <summary>
/// The process cannot start as it is set up, and a person can mend that: the message says what is wrong and what to do.
/// </summary>
/// <param name="why">The sentence that the person reads, alone.</param>
public sealed class StartRefusedException(string why) : Exception(why);
