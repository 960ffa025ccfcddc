"""What a scenario file may say: fields, kinds of lever and policy, and the words for what is wrong."""
