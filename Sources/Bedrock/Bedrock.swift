// Bedrock: the values everything else is built of. It does no I/O and stays tiny, since every
// module imports it: ids, money, quantities, rates and instants; the log's and metrics' shapes;
// the configuration table.
